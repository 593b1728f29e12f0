"""What our messages say in Portuguese: politely for Portugal and Brazil alike, and to tu as in Portugal."""

import re
from datetime import date
from typing import Any

import pytest

from forenotice.composer.defaults import DEFAULT_KEYS, AddressForm
from tests.composer.samples import ANA
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

FORMAL = re.compile(
    r"\b(seus?|suas?|pode|tem|tiver|quiser|preferir|prefere|pagou|pague|atualize|avise|cancele|envie)\b",
    re.IGNORECASE,
)
TO_TU = re.compile(
    r"\b(tu|te|ti|teus?|tuas?|contigo|podes|tens|tiveres|quiseres|preferires|preferes|pagaste|paga|atualiza"
    r"|avisa|cancela|envies|renovares|dizeres|estares)\b",
    re.IGNORECASE,
)
FORMS = {AddressForm.FORMAL: (FORMAL, TO_TU), AddressForm.INFORMAL: (TO_TU, FORMAL)}
# What only one of the two countries says, or would read as if it had come from the other.
ONE_COUNTRY = re.compile(
    r"\b(você|vocês|con?nosco|contato|contacto|subscrição|utilizador|usuário|cadastro|equipe|equipa|renova-se"
    r"|fatura|boleto|telemóvel|celular|ao dia|ficar por aqui)\b",
    re.IGNORECASE,
)

SAID: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "renewal",
        {},
        "Coro del Mar: renovação em 6 dias",
        "Não é preciso fazer nada. A sua assinatura “Coro del Mar” será renovada automaticamente em 6 dias.",
        "Não tens de fazer nada. A tua assinatura «Coro del Mar» será renovada automaticamente em 6 dias.",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: último pagamento em 6 dias",
        "mas nessa data o seu cartão Visa terminado em 4242 já terá expirado. Depois desse pagamento, fica",
        "mas nessa data o teu cartão Visa terminado em 4242 já terá expirado. Depois desse pagamento, fica",
    ),
    (
        "payment_due",
        MANUAL | THIRD,
        "Coro del Mar: pagamento 3 de 6 vence em 6 dias",
        "Por favor, pague €\u00a049,00 até 15 de maio de 2026. O pagamento 3 de 6 de “Coro del Mar” vence em",
        "Por favor, paga €\u00a049,00 até 15 de maio de 2026. O pagamento 3 de 6 de «Coro del Mar» vence em",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "Coro del Mar: o teste termina em 6 dias",
        "Primeiro pagamento: €\u00a049,00, depois todos os anos, 6 pagamentos no total",
        "Primeiro pagamento: €\u00a049,00, depois todos os anos, 6 pagamentos no total",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "Coro del Mar: assinatura termina hoje",
        "Foi um prazer contar com a sua companhia.",
        "Foi um prazer ter-te connosco.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        "O seu cartão Visa terminado em 4242 expira no fim de maio de 2026. O próximo pagamento de “Coro del",
        "O teu cartão Visa terminado em 4242 expira no fim de maio de 2026. O próximo pagamento de «Coro del",
    ),
]


@pytest.mark.parametrize(("key", "changes", "subject", "formal", "to_tu"), SAID)
def test_the_right_words_are_said(
    key: str, changes: dict[str, Any], subject: str, formal: str, to_tu: str
) -> None:
    for address, words in ((AddressForm.FORMAL, formal), (AddressForm.INFORMAL, to_tu)):
        message = say(key, "pt", address, changes).message
        assert words in message.text
        assert subject in ("", message.subject)
        assert message.text.startswith("Olá, Ana,\n\n")


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_people_are_addressed_in_one_way(key: str, address: AddressForm) -> None:
    """A polite message that asks for nothing may do without any form."""
    wanted, unwanted = FORMS[address]
    for changes in CASES.values():
        composed = say(key, "pt", address, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        assert wanted.search(words) or (address is AddressForm.FORMAL and "Não é preciso fazer nada" in words)
        assert not unwanted.search(words)


@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_polite_words_are_at_home_on_both_sides_of_the_ocean(key: str) -> None:
    for changes in CASES.values():
        composed = say(key, "pt", AddressForm.FORMAL, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        assert not ONE_COUNTRY.search(words)


@pytest.mark.parametrize(("locale", "left"), [("pt-PT", "dentro de 6 dias"), ("pt-BR", "em 6 dias")])
@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due", "trial_end", "term_end"])
def test_the_time_left_fits_as_either_country_says_it(
    key: str, address: AddressForm, locale: str, left: str
) -> None:
    message = say(key, "pt", address, {"member": ANA._replace(locale=locale)}).message
    assert message.subject.endswith(left)
    assert re.search(rf"(automaticamente|termina) {left}\.", message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_one_of_several_payments_is_not_one_every_six_days(key: str, address: AddressForm) -> None:
    """ "3 de 6 em 6 dias" has "every six days" in it."""
    for way in ({}, MANUAL, EXPIRED):
        message = say(key, "pt", address, THIRD | way).message
        assert "de 6 em 6" not in message.subject + message.text


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(key: str, address: AddressForm) -> None:
    assert "fazer nada" not in say(key, "pt", address, MANUAL).message.text
    assert "Por favor, pag" not in say(key, "pt", address, {}).message.text


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_what_is_paid_in_instalments_renews_nothing(key: str, address: AddressForm) -> None:
    for which in (LAST, THIRD):
        for way in ({}, MANUAL, EXPIRED):
            message = say(key, "pt", address, which | way).message
            assert not re.search("renova|todos os anos|cancelar", message.subject + message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_subject_is_short_with_a_name_of_twenty_letters(key: str, address: AddressForm) -> None:
    for changes in CASES.values():
        named = {"product__name": "Amigas do Velho Cais"} | changes
        assert len(say(key, "pt", address, named).message.subject) <= 56


@pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
def test_blocks_alone_address_nobody(way: dict[str, Any]) -> None:
    words = said_by_blocks_alone("pt", way)
    assert not FORMAL.search(words)
    assert not TO_TU.search(words)
    assert not ONE_COUNTRY.search(words)
    assert "É possível cancelar até quinta-feira, 14 de maio de 2026, inclusive." in words
