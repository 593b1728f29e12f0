"""What our messages say in Dutch, to u and to je."""

import re
from datetime import date
from typing import Any

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
    preheader,
    said_by_blocks_alone,
    say,
)

TO_U = re.compile(r"\b(u|uw|uzelf|alstublieft|wilt|hoeft u|hebt u)\b", re.IGNORECASE)
TO_JE = re.compile(r"\b(je|jij|jou|jouw|jezelf|alsjeblieft|wil|heb|hoef|kun)\b", re.IGNORECASE)
FORMS = {AddressForm.FORMAL: (TO_U, TO_JE), AddressForm.INFORMAL: (TO_JE, TO_U)}

SAID: list[tuple[str, dict[str, Any], str, str, str]] = [
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
        "We schrijven uw laatste betaling voor “Coro del Mar” over 6 dagen af, maar uw Visa eindigend op",
        "We schrijven je laatste betaling voor “Coro del Mar” over 6 dagen af, maar je Visa eindigend op",
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
        "U kunt betalen zoals u gewend bent. Vermeld daarbij bestelnummer A-20391.",
        "Je kunt betalen zoals je gewend bent. Vermeld daarbij bestelnummer A-20391.",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "Coro del Mar: proefperiode eindigt over 6 dagen",
        "Eerste betaling: €\u00a049,00, daarna elk jaar, 6 betalingen in totaal",
        "Eerste betaling: €\u00a049,00, daarna elk jaar, 6 betalingen in totaal",
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
        "Uw Visa eindigend op 4242 is geldig tot eind mei 2026. Uw volgende betaling voor “Coro del Mar”",
        "Je Visa eindigend op 4242 is geldig tot eind mei 2026. Je volgende betaling voor “Coro del Mar”",
    ),
]


@pytest.mark.parametrize(("key", "changes", "subject", "to_u", "to_je"), SAID)
def test_the_right_words_are_said(
    key: str, changes: dict[str, Any], subject: str, to_u: str, to_je: str
) -> None:
    for address, words in ((AddressForm.FORMAL, to_u), (AddressForm.INFORMAL, to_je)):
        message = say(key, "nl", address, changes).message
        assert words in message.text
        assert subject in ("", message.subject)
        assert message.text.startswith("Beste Ana,\n\n")


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_people_are_addressed_in_one_way(key: str, address: AddressForm) -> None:
    wanted, unwanted = FORMS[address]
    for changes in CASES.values():
        composed = say(key, "nl", address, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        assert wanted.search(words)
        assert not unwanted.search(words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_before_a_day_is_not_read_as_for_it(key: str, address: AddressForm) -> None:
    """Without its accents "voor 15 mei" may mean the payment for that day."""
    for changes in CASES.values():
        composed = say(key, "nl", address, changes)
        words = f"{preheader(composed)}\n{composed.message.text}"
        assert not re.search(r"\bvoor (\d|\w+dag \d|die tijd|het einde)", words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(key: str, address: AddressForm) -> None:
    for changes in (MANUAL, MANUAL | LAST, MANUAL | THIRD):
        text = say(key, "nl", address, changes).message.text
        assert not re.search("hoef. niets te doen|automatisch (verlengd|afgeschreven)", text)
        assert re.search("(Die|De betaling) gaat niet automatisch", text)
    assert not re.search("uiterlijk op .* betalen", say(key, "nl", address, {}).message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_what_is_paid_in_instalments_renews_nothing(key: str, address: AddressForm) -> None:
    for which in (LAST, THIRD):
        for way in ({}, MANUAL, EXPIRED):
            message = say(key, "nl", address, which | way).message
            assert not re.search("verleng|elk jaar|opzeg", message.subject + message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_subject_is_short_with_a_name_of_twenty_letters(key: str, address: AddressForm) -> None:
    for changes in CASES.values():
        named = {"product__name": "Vrienden van de Have"} | changes
        assert len(say(key, "nl", address, named).message.subject) <= 56


@pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
def test_blocks_alone_address_nobody(way: dict[str, Any]) -> None:
    words = said_by_blocks_alone("nl", way)
    assert not TO_U.search(words)
    assert not TO_JE.search(words)
    assert "Opzeggen kan tot en met donderdag 14 mei 2026." in words
