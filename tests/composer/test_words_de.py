"""What our messages say in German, to Sie and to du."""

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

# With a capital, "Sie" and "Ihr" are polite wherever they stand: no sentence of ours begins with "sie".
TO_SIE = re.compile(r"\b(Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b")
TO_DU = re.compile(
    r"\b(du|dich|dir|dein(?:e[mnrs]?)?|zahle|aktualisiere|verlängere|kündige|ändere|sag|schick|gib)\b",
    re.IGNORECASE,
)
FORMS = {AddressForm.FORMAL: (TO_SIE, TO_DU), AddressForm.INFORMAL: (TO_DU, TO_SIE)}

SAID: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "renewal",
        {},
        "Coro del Mar: Verlängerung in 6 Tagen",
        "Sie müssen nichts tun. „Coro del Mar“ verlängert sich in 6 Tagen automatisch.",
        "Du musst nichts tun. „Coro del Mar“ verlängert sich in 6 Tagen automatisch.",
    ),
    (
        "renewal",
        MANUAL,
        "Coro del Mar: Verlängerung in 6 Tagen",
        "Bitte zahlen Sie bis zum 15. Mai 2026. „Coro del Mar“ verlängert sich in 6 Tagen. Die Zahlung wird",
        "Bitte zahle bis zum 15. Mai 2026. „Coro del Mar“ verlängert sich in 6 Tagen. Die Zahlung wird nicht",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: letzte Zahlung in 6 Tagen",
        "ist in 6 Tagen fällig, aber Ihre Visa mit den Endziffern 4242 ist dann abgelaufen. Danach ist",
        "ist in 6 Tagen fällig, aber deine Visa mit den Endziffern 4242 ist dann abgelaufen. Danach ist",
    ),
    (
        "payment_due",
        MANUAL | THIRD,
        "Coro del Mar: Zahlung 3 von 6 in 6 Tagen fällig",
        "Bitte zahlen Sie 49,00\u00a0€ bis zum 15. Mai 2026. Zahlung 3 von 6 für „Coro del Mar“ ist in 6",
        "Bitte zahle 49,00\u00a0€ bis zum 15. Mai 2026. Zahlung 3 von 6 für „Coro del Mar“ ist in 6 Tagen",
    ),
    (
        "payment_due",
        MANUAL | NO_LINKS | {"due_on": date(2026, 5, 9)},
        "Coro del Mar: Zahlung heute fällig",
        "Bitte zahlen Sie wie gewohnt und geben Sie dabei die Bestellnummer A-20391 an.",
        "Bitte zahle wie gewohnt und gib dabei die Bestellnummer A-20391 an.",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "Coro del Mar: Probezeit endet in 6 Tagen",
        "Erste Zahlung: 49,00\u00a0€, danach jedes Jahr, 6 Zahlungen insgesamt",
        "Erste Zahlung: 49,00\u00a0€, danach jedes Jahr, 6 Zahlungen insgesamt",
    ),
    (
        "trial_end",
        EXPIRED,
        "Coro del Mar: Probezeit endet in 6 Tagen",
        "aktualisieren Sie bitte Ihre Karte: Ihre Visa mit den Endziffern 4242 ist dann abgelaufen.",
        "aktualisiere bitte deine Karte: Deine Visa mit den Endziffern 4242 ist dann abgelaufen.",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 10)},
        "Coro del Mar: Mitgliedschaft endet morgen",
        "Es war schön, Sie bei uns zu haben.",
        "Es war schön, dich bei uns zu haben.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        "Ihre Visa mit den Endziffern 4242 gilt noch bis Ende Mai 2026. Ihre nächste Zahlung für „Coro",
        "Deine Visa mit den Endziffern 4242 gilt noch bis Ende Mai 2026. Deine nächste Zahlung für „Coro",
    ),
]


@pytest.mark.parametrize(("key", "changes", "subject", "to_sie", "to_du"), SAID)
def test_the_right_words_are_said(
    key: str, changes: dict[str, Any], subject: str, to_sie: str, to_du: str
) -> None:
    for address, words in ((AddressForm.FORMAL, to_sie), (AddressForm.INFORMAL, to_du)):
        message = say(key, "de", address, changes).message
        assert words in message.text
        assert subject in ("", message.subject)
        assert message.text.startswith("Hallo Ana,\n\n")


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_people_are_addressed_in_one_way(key: str, address: AddressForm) -> None:
    wanted, unwanted = FORMS[address]
    for changes in CASES.values():
        composed = say(key, "de", address, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        assert wanted.search(words)
        assert not unwanted.search(words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_day_has_the_article_that_it_needs(key: str, address: AddressForm) -> None:
    """One writes "bis zum 15. Mai" and "vor dem 15. Mai", but "bis Freitag, 15. Mai"."""
    for changes in CASES.values():
        composed = say(key, "de", address, changes)
        words = f"{preheader(composed)}\n{composed.message.text}"
        assert not re.search(r"(?<!zum )(?<!dem )(?<!tag, )(?<!woch, )\b\d{1,2}\. (Mai|Juni)", words)
        assert not re.search(r"(zum|dem) \w+tag,", words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(key: str, address: AddressForm) -> None:
    assert "nichts tun" not in say(key, "de", address, MANUAL).message.text
    assert "Bitte zahle" not in say(key, "de", address, {}).message.text


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_what_is_paid_in_instalments_renews_nothing(key: str, address: AddressForm) -> None:
    for which in (LAST, THIRD):
        for way in ({}, MANUAL, EXPIRED):
            message = say(key, "de", address, which | way).message
            assert not re.search("erläng|jedes Jahr|kündig", message.subject + message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_subject_is_short_with_a_name_of_twenty_letters(key: str, address: AddressForm) -> None:
    for changes in CASES.values():
        named = {"product__name": "Freunde des Seezeich"} | changes
        assert len(say(key, "de", address, named).message.subject) <= 55


@pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
def test_blocks_alone_address_nobody(way: dict[str, Any]) -> None:
    words = said_by_blocks_alone("de", way)
    assert not TO_SIE.search(words)
    assert not TO_DU.search(words)
    assert "Kündigen geht bis Donnerstag, 14. Mai 2026." in words
