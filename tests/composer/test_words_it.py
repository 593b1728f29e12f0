"""What our messages say in Italian, to Lei and to tu."""

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
    THIRD,
    preheader,
    said_by_blocks_alone,
    say,
)

TO_LEI = re.compile(
    r"\b(lei|su[oae]|suoi|le|averla|preghiamo|deve|può|vuole|preferisce|ha|avrà|aggiorni|disdica|invii"
    r"|faccia|dica|buongiorno)\b",
    re.IGNORECASE,
)
TO_TU = re.compile(
    r"\b(tu|tu[oae]|tuoi|te|ti|averti|devi|puoi|vuoi|preferisci|hai|avrai|disdici|facci|diccelo|ciao)\b",
    re.IGNORECASE,
)
FORMS = {AddressForm.FORMAL: (TO_LEI, TO_TU), AddressForm.INFORMAL: (TO_TU, TO_LEI)}
NOBODY = re.compile(r"Si può|la Visa|Buongiorno")

SAID: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "renewal",
        {},
        "Coro del Mar: rinnovo tra 6 giorni",
        "Buongiorno Ana,\n\nNon deve fare nulla. L’abbonamento «Coro del Mar» si rinnova automaticamente",
        "Ciao Ana,\n\nNon devi fare nulla. L’abbonamento «Coro del Mar» si rinnova automaticamente",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: ultima rata tra 6 giorni",
        "si paga tra 6 giorni, ma per allora la sua Visa che termina con 4242 sarà scaduta. Dopo questa rata",
        "si paga tra 6 giorni, ma per allora la tua Visa che termina con 4242 sarà scaduta. Dopo questa rata",
    ),
    (
        "payment_due",
        {},
        "Coro del Mar: pagamento tra 6 giorni",
        "Il pagamento per «Coro del Mar» avviene automaticamente tra 6 giorni.",
        "Il pagamento per «Coro del Mar» avviene automaticamente tra 6 giorni.",
    ),
    (
        "payment_due",
        MANUAL | THIRD,
        "Coro del Mar: rata 3 di 6, scade tra 6 giorni",
        "La preghiamo di pagare 49,00\u00a0€ entro venerdì 15 maggio 2026. La rata 3 di 6 per «Coro del Mar»",
        "Ti chiediamo di pagare 49,00\u00a0€ entro venerdì 15 maggio 2026. La rata 3 di 6 per «Coro del Mar»",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "Coro del Mar: la prova termina tra 6 giorni",
        "Primo pagamento: 49,00\u00a0€, poi ogni anno, 6 pagamenti in tutto",
        "Primo pagamento: 49,00\u00a0€, poi ogni anno, 6 pagamenti in tutto",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "Coro del Mar: l’abbonamento scade oggi",
        "È stato un piacere averla con noi.",
        "È stato un piacere averti con noi.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        "La sua Visa che termina con 4242 è valida fino a fine maggio 2026. Il prossimo pagamento",
        "La tua Visa che termina con 4242 è valida fino a fine maggio 2026. Il prossimo pagamento",
    ),
]


@pytest.mark.parametrize(("key", "changes", "subject", "to_lei", "to_tu"), SAID)
def test_the_right_words_are_said(
    key: str, changes: dict[str, Any], subject: str, to_lei: str, to_tu: str
) -> None:
    for address, words in ((AddressForm.FORMAL, to_lei), (AddressForm.INFORMAL, to_tu)):
        message = say(key, "it", address, changes).message
        assert words in message.text
        assert subject in ("", message.subject)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_people_are_addressed_in_one_way(key: str, address: AddressForm) -> None:
    wanted, unwanted = FORMS[address]
    for changes in CASES.values():
        composed = say(key, "it", address, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        assert wanted.search(words)
        assert not unwanted.search(words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(key: str, address: AddressForm) -> None:
    assert "fare nulla" not in say(key, "it", address, MANUAL).message.text
    assert "di pagare" not in say(key, "it", address, {}).message.text


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_what_is_paid_in_instalments_renews_nothing(key: str, address: AddressForm) -> None:
    for which in (LAST, THIRD):
        for way in ({}, MANUAL, EXPIRED):
            message = say(key, "it", address, which | way).message
            assert not re.search("rinnov|ogni anno|disdi", message.subject + message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
@pytest.mark.parametrize("day", [1, 8, 11])
def test_a_day_that_begins_with_a_vowel_meets_no_article(key: str, day: int, address: AddressForm) -> None:
    """One writes "il 7 maggio" but "l’8 maggio": only behind its weekday does every day read well."""
    due = {"due_on": date(2026, 6, day), "cancel_by_on": date(2026, 6, day)}
    for changes in CASES.values():
        composed = say(key, "it", address, due | changes)
        words = f"{preheader(composed)}\n{composed.message.text}"
        assert not re.search(r"(?<!dì )(?<!sabato )(?<!domenica )\b\d{1,2} (maggio|giugno)", words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_subject_is_short_with_a_name_of_twenty_letters(key: str, address: AddressForm) -> None:
    for changes in CASES.values():
        named = {"product__name": "Amiche del Mare Nero"} | changes
        assert len(say(key, "it", address, named).message.subject) <= 58


@pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
def test_blocks_alone_address_nobody(way: dict[str, Any]) -> None:
    """Who reads "Buongiorno" may be addressed either way, and "si può" speaks of everybody."""
    words = said_by_blocks_alone("it", way)
    assert not TO_LEI.search(NOBODY.sub("", words))
    assert not TO_TU.search(words)
    assert "Si può disdire entro giovedì 14 maggio 2026." in words
