"""What our messages say in German, to Sie and to du."""

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
)
from tests.composer.words_contract import Said, WordsContract

# With a capital, "Sie" and "Ihr" are polite wherever they stand: no sentence of ours begins with "sie".
TO_SIE = re.compile(r"\b(Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b")
TO_DU = re.compile(
    r"\b(du|dich|dir|dein(?:e[mnrs]?)?|zahle|aktualisiere|verlängere|kündige|ändere|sag|schick|gib)\b",
    re.IGNORECASE,
)

SAID: list[Said] = [
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
        "Bitte zahlen Sie bis zum 15. Mai 2026. Die nächste Zahlung für „Coro del Mar“ ist in 6 Tagen fällig",
        "Bitte zahle bis zum 15. Mai 2026. Die nächste Zahlung für „Coro del Mar“ ist in 6 Tagen fällig und",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: letzte Zahlung in 6 Tagen",
        "ist in 6 Tagen fällig, aber Ihre Visa mit den Endziffern 4242 ist dann abgelaufen.\n\nDanach",
        "ist in 6 Tagen fällig, aber deine Visa mit den Endziffern 4242 ist dann abgelaufen.\n\nDanach",
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
        "Bitte zahlen Sie wie gewohnt.\n\nBitte geben Sie dabei die Bestellnummer A-20391 an.",
        "Bitte zahle wie gewohnt.\n\nBitte gib dabei die Bestellnummer A-20391 an.",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "Coro del Mar: Probezeit endet in 6 Tagen",
        "Erste Zahlung: 49,00\u00a0€\nDanach: jedes Jahr\nZahlungen insgesamt: 6",
        "Erste Zahlung: 49,00\u00a0€\nDanach: jedes Jahr\nZahlungen insgesamt: 6",
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
        "Ihre Visa mit den Endziffern 4242 gilt noch bis Ende Mai 2026.\n\nDie nächste Zahlung für „Co",
        "Deine Visa mit den Endziffern 4242 gilt noch bis Ende Mai 2026.\n\nDie nächste Zahlung für „Co",
    ),
]


class TestGerman(WordsContract):
    language = "de"
    greeting = {AddressForm.FORMAL: "Hallo Ana,\n\n", AddressForm.INFORMAL: "Hallo Ana,\n\n"}
    forms = {AddressForm.FORMAL: TO_SIE, AddressForm.INFORMAL: TO_DU}
    said = SAID
    nothing_to_do = "nichts tun"
    please_pay = "Bitte zahle"
    renews = "erläng|jedes Jahr|kündig"
    twenty_letters = "Freunde des Seezeich"
    longest_subject = 55
    cancel_by = "Kündigen geht bis Donnerstag, 14. Mai 2026."


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_day_has_the_article_that_it_needs(key: str, address: AddressForm) -> None:
    """One writes "bis zum 15. Mai", "vor dem 15. Mai" and "am 15. Mai", but "bis Freitag, 15. Mai"."""
    for case in CASES:
        words = read_case(key, "de", address, case).beside_the_subject
        assert not re.search(r"(?<!zum )(?<!dem )(?<!am )(?<!tag, )(?<!woch, )\b\d{1,2}\. (Mai|Juni)", words)
        assert not re.search(r"(zum|dem) \w+tag,", words)
