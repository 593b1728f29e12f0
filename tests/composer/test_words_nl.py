"""What our messages say in Dutch, to u and to je."""

import re
from datetime import date

import pytest

from forenotice.composer.defaults import DEFAULT_KEYS, AddressForm
from tests.composer.wordings import (
    CARD,
    CASES,
    EXPIRED,
    LAST,
    MANUAL,
    NO_LINKS,
    THIRD,
    read_case,
    say,
)
from tests.composer.words_contract import Said, WordsContract

TO_U = re.compile(r"\b(u|uw|uzelf|alstublieft|wilt|hoeft u|hebt u)\b", re.IGNORECASE)
TO_JE = re.compile(r"\b(je|jij|jou|jouw|jezelf|alsjeblieft|wil|heb|hoef|kun)\b", re.IGNORECASE)

SAID: list[Said] = [
    (
        "renewal",
        {},
        "Coro del Mar: verlenging over 6 dagen",
        "U hoeft niets te doen. “Coro del Mar” wordt over 6 dagen automatisch verlengd.",
        "Je hoeft niets te doen. “Coro del Mar” wordt over 6 dagen automatisch verlengd.",
    ),
    (
        "renewal",
        {},
        "Coro del Mar: verlenging over 6 dagen",
        "Dan kunt u hier opzeggen (https://museum.example/cancel?m=1042) tot en met 14 mei 2026.",
        "Dan kun je hier opzeggen (https://museum.example/cancel?m=1042) tot en met 14 mei 2026.",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: laatste betaling over 6 dagen",
        "De laatste betaling voor “Coro del Mar” wordt over 6 dagen afgeschreven, maar uw Visa eindigend op",
        "De laatste betaling voor “Coro del Mar” wordt over 6 dagen afgeschreven, maar je Visa eindigend op",
    ),
    (
        "payment_due",
        MANUAL | THIRD,
        "Coro del Mar: betaling 3 van 6 over 6 dagen",
        "Wilt u €\u00a049,00 uiterlijk op 15 mei 2026 betalen? Betaling 3 van 6 voor “Coro del Mar”",
        "Wil je €\u00a049,00 uiterlijk op 15 mei 2026 betalen? Betaling 3 van 6 voor “Coro del Mar”",
    ),
    (
        "payment_due",
        MANUAL | NO_LINKS | {"due_on": date(2026, 5, 9)},
        "Coro del Mar: betaling vandaag",
        "U kunt betalen zoals u gewend bent.\n\nVermeld daarbij bestelnummer A-20391.",
        "Je kunt betalen zoals je gewend bent.\n\nVermeld daarbij bestelnummer A-20391.",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "Coro del Mar: proefperiode eindigt over 6 dagen",
        "Eerste betaling: €\u00a049,00\nDaarna: elk jaar\nBetalingen in totaal: 6",
        "Eerste betaling: €\u00a049,00\nDaarna: elk jaar\nBetalingen in totaal: 6",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 10)},
        "Coro del Mar: lidmaatschap eindigt morgen",
        "Stopt u liever, dan hoeft u niets te doen. Het was fijn dat u erbij was.",
        "Stop je liever, dan hoef je niets te doen. Het was fijn dat je erbij was.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        "Uw Visa eindigend op 4242 is geldig tot eind mei 2026.\n\nDe volgende betaling voor “Coro del Mar”",
        "Je Visa eindigend op 4242 is geldig tot eind mei 2026.\n\nDe volgende betaling voor “Coro del Mar”",
    ),
]


class TestDutch(WordsContract):
    language = "nl"
    greeting = {AddressForm.FORMAL: "Beste Ana,\n\n", AddressForm.INFORMAL: "Beste Ana,\n\n"}
    forms = {AddressForm.FORMAL: TO_U, AddressForm.INFORMAL: TO_JE}
    said = SAID
    nothing_to_do = "hoef. niets te doen|automatisch (verlengd|afgeschreven)"
    please_pay = "uiterlijk op .* betalen"
    renews = "verleng|elk jaar|opzeg"
    twenty_letters = "Vrienden van de Have"
    longest_subject = 56
    cancel_by = "Opzeggen kan tot en met donderdag 14 mei 2026."


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_before_a_day_is_not_read_as_for_it(key: str, address: AddressForm) -> None:
    """Without its accents "voor 15 mei" may mean the payment for that day."""
    for case in CASES:
        words = read_case(key, "nl", address, case).beside_the_subject
        assert not re.search(r"\bvoor (\d|\w+dag \d|die tijd|het einde)", words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_whoever_must_pay_is_told_that_it_does_not_go_by_itself(key: str, address: AddressForm) -> None:
    for changes in (MANUAL, MANUAL | LAST, MANUAL | THIRD):
        text = say(key, "nl", address, changes).message.text
        assert re.search("Die gaat niet automatisch", text)
