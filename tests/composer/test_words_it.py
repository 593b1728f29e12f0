"""What our messages say in Italian, to Lei and to tu."""

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
    THIRD,
    read,
    say,
)
from tests.composer.words_contract import Said, WordsContract

TO_LEI = re.compile(
    r"\b(lei|su[oae]|suoi|le|averla|preghiamo|deve|può|vuole|preferisce|ha|avrà|aggiorni|disdica|invii"
    r"|faccia|dica|buongiorno)\b",
    re.IGNORECASE,
)
TO_TU = re.compile(
    r"\b(tu|tu[oae]|tuoi|te|ti|averti|devi|puoi|vuoi|preferisci|hai|avrai|disdici|facci|diccelo|ciao)\b",
    re.IGNORECASE,
)

SAID: list[Said] = [
    (
        "renewal",
        {},
        "Coro del Mar: rinnovo tra 6 giorni",
        "Buongiorno Ana,\n\nNon deve fare nulla. «Coro del Mar» si rinnova automaticamente",
        "Ciao Ana,\n\nNon devi fare nulla. «Coro del Mar» si rinnova automaticamente",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: ultima rata tra 6 giorni",
        "arriva tra 6 giorni, ma per allora la sua Visa che termina con 4242 sarà scaduta.\n\nDopo questa",
        "arriva tra 6 giorni, ma per allora la tua Visa che termina con 4242 sarà scaduta.\n\nDopo questa",
    ),
    (
        "payment_due",
        {},
        "Coro del Mar: prossimo pagamento tra 6 giorni",
        "Il prossimo pagamento per «Coro del Mar» arriva tra 6 giorni e l’addebito è automatico.",
        "Il prossimo pagamento per «Coro del Mar» arriva tra 6 giorni e l’addebito è automatico.",
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
        "Primo pagamento: 49,00\u00a0€\nPoi: ogni anno\nPagamenti in tutto: 6",
        "Primo pagamento: 49,00\u00a0€\nPoi: ogni anno\nPagamenti in tutto: 6",
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
        "La sua Visa che termina con 4242 è valida fino a fine maggio 2026.\n\nIl prossimo pagamento",
        "La tua Visa che termina con 4242 è valida fino a fine maggio 2026.\n\nIl prossimo pagamento",
    ),
]


class TestItalian(WordsContract):
    language = "it"
    greeting = {AddressForm.FORMAL: "Buongiorno Ana,\n\n", AddressForm.INFORMAL: "Ciao Ana,\n\n"}
    forms = {AddressForm.FORMAL: TO_LEI, AddressForm.INFORMAL: TO_TU}
    said = SAID
    nothing_to_do = "fare nulla"
    please_pay = "di pagare"
    renews = "rinnov|ogni anno|disdi"
    twenty_letters = "Amiche del Mare Nero"
    longest_subject = 58
    cancel_by = "Si può disdire entro giovedì 14 maggio 2026."
    to_everybody = "Si può|la Visa|Buongiorno"


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
@pytest.mark.parametrize("day", [1, 8, 11])
def test_a_day_that_begins_with_a_vowel_meets_no_article(key: str, day: int, address: AddressForm) -> None:
    """One writes "il 7 maggio" but "l’8 maggio": only behind its weekday does every day read well."""
    due = {"due_on": date(2026, 6, day), "cancel_by_on": date(2026, 6, day)}
    for changes in CASES.values():
        words = read(say(key, "it", address, due | changes)).beside_the_subject
        assert not re.search(r"(?<!dì )(?<!sabato )(?<!domenica )\b\d{1,2} (maggio|giugno)", words)
