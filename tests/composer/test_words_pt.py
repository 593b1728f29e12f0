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
    read_case,
    said_by_blocks_alone,
    say,
)
from tests.composer.words_contract import Said, WordsContract

FORMAL = re.compile(
    r"\b(seus?|suas?|pode|tem|tiver|quiser|preferir|prefere|pagou|pague|atualize|avise|cancele|envie)\b",
    re.IGNORECASE,
)
TO_TU = re.compile(
    r"\b(tu|te|ti|teus?|tuas?|contigo|podes|tens|tiveres|quiseres|preferires|preferes|pagaste|paga|atualiza"
    r"|avisa|cancela|envies|renovares|dizeres|estares)\b",
    re.IGNORECASE,
)
# What only one of the two countries says, or would read as if it had come from the other.
ONE_COUNTRY = re.compile(
    r"\b(você|vocês|con?nosco|contato|contacto|subscrição|utilizador|usuário|cadastro|equipe|equipa|renova-se"
    r"|fatura|boleto|telemóvel|celular|ao dia|ficar por aqui)\b",
    re.IGNORECASE,
)

SAID: list[Said] = [
    (
        "renewal",
        {},
        "Coro del Mar: renovação em 6 dias",
        "Não é preciso fazer nada. A sua assinatura de “Coro del Mar” será renovada automaticamente em 6",
        "Não tens de fazer nada. A tua assinatura de “Coro del Mar” será renovada automaticamente em 6",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: último pagamento em 6 dias",
        "mas nessa data o seu cartão Visa terminado em 4242 já terá expirado.\n\nDepois desse pagamento,",
        "mas nessa data o teu cartão Visa terminado em 4242 já terá expirado.\n\nDepois desse pagamento,",
    ),
    (
        "payment_due",
        MANUAL | THIRD,
        "Coro del Mar: pagamento 3 de 6 vence em 6 dias",
        "Por favor, pague €\u00a049,00 até 15 de maio de 2026. O pagamento 3 de 6 de “Coro del Mar” vence em",
        "Por favor, paga €\u00a049,00 até 15 de maio de 2026. O pagamento 3 de 6 de “Coro del Mar” vence em",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "Coro del Mar: o teste termina em 6 dias",
        "Primeiro pagamento: €\u00a049,00\nDepois: todos os anos\nPagamentos no total: 6",
        "Primeiro pagamento: €\u00a049,00\nDepois: todos os anos\nPagamentos no total: 6",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "Coro del Mar: a assinatura termina hoje",
        "Foi um prazer contar com a sua companhia.",
        "Foi um prazer ter-te connosco.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        "O seu cartão Visa terminado em 4242 expira em maio de 2026.\n\nO próximo pagamento de “Coro del",
        "O teu cartão Visa terminado em 4242 expira em maio de 2026.\n\nO próximo pagamento de “Coro del",
    ),
]


class TestPortuguese(WordsContract):
    language = "pt"
    greeting = {AddressForm.FORMAL: "Olá, Ana,\n\n", AddressForm.INFORMAL: "Olá, Ana,\n\n"}
    forms = {AddressForm.FORMAL: FORMAL, AddressForm.INFORMAL: TO_TU}
    no_form = "Não é preciso fazer nada"
    said = SAID
    nothing_to_do = "fazer nada"
    please_pay = "Por favor, pag"
    renews = "renova|todos os anos|cancelar"
    twenty_letters = "Amigas do Velho Cais"
    longest_subject = 56
    cancel_by = "É possível cancelar até quinta-feira, 14 de maio de 2026, inclusive."


@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_polite_words_are_at_home_on_both_sides_of_the_ocean(key: str) -> None:
    for case in CASES:
        assert not ONE_COUNTRY.search(read_case(key, "pt", AddressForm.FORMAL, case).all_words)


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


@pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
def test_blocks_alone_are_at_home_on_both_sides_too(way: dict[str, Any]) -> None:
    assert not ONE_COUNTRY.search(said_by_blocks_alone("pt", way))
