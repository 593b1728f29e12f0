"""What our messages say in Spanish, to usted and to tú."""

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

TO_USTED = re.compile(
    r"\b(usted|sus?|le|tiene|puede|quiere|prefiere|ha (?:pagado|actualizado)|pague|actualice|actualícela"
    r"|cancele|envíe|\w*ísenos|díga\w+|diga)\b",
    re.IGNORECASE,
)
TO_TU = re.compile(
    r"\b(tú|tus?|te|ti|contigo|tienes|puedes|quieres|prefieres|has|paga|actualiza|actualízala|cancela|envíes"
    r"|avísanos|dínoslo|digas)\b",
    re.IGNORECASE,
)
FORMS = {AddressForm.FORMAL: (TO_USTED, TO_TU), AddressForm.INFORMAL: (TO_TU, TO_USTED)}

SAID: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "renewal",
        {},
        "Coro del Mar: renovación dentro de 6 días",
        "No tiene que hacer nada. Su suscripción «Coro del Mar» se renueva automáticamente dentro",
        "No tienes que hacer nada. Tu suscripción «Coro del Mar» se renueva automáticamente dentro",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: último pago dentro de 6 días",
        "pero para entonces su Visa terminada en 4242 habrá caducado. Después de este pago no habrá nada más",
        "pero para entonces tu Visa terminada en 4242 habrá caducado. Después de este pago no habrá nada más",
    ),
    (
        "payment_due",
        MANUAL | THIRD,
        "Coro del Mar: pago 3 de 6, vence dentro de 6 días",
        "Por favor, pague 49,00\u00a0€ a más tardar el 15 de mayo de 2026. El pago 3 de 6 por «Coro del Mar»",
        "Por favor, paga 49,00\u00a0€ a más tardar el 15 de mayo de 2026. El pago 3 de 6 por «Coro del Mar»",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "",
        "Primer pago: 49,00\u00a0€, después cada año, 6 pagos en total",
        "Primer pago: 49,00\u00a0€, después cada año, 6 pagos en total",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "Coro del Mar: vence hoy",
        "Ha sido un placer contar con usted.",
        "Ha sido un placer contar contigo.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        "es válida hasta finales de mayo de 2026. El próximo pago por «Coro del Mar» llega después, así que",
        "es válida hasta finales de mayo de 2026. El próximo pago por «Coro del Mar» llega después, así que",
    ),
]


@pytest.mark.parametrize(("key", "changes", "subject", "to_usted", "to_tu"), SAID)
def test_the_right_words_are_said(
    key: str, changes: dict[str, Any], subject: str, to_usted: str, to_tu: str
) -> None:
    for address, words in ((AddressForm.FORMAL, to_usted), (AddressForm.INFORMAL, to_tu)):
        message = say(key, "es", address, changes).message
        assert words in message.text
        assert subject in ("", message.subject)
        assert message.text.startswith("Hola, Ana:\n\n")


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_people_are_addressed_in_one_way(key: str, address: AddressForm) -> None:
    wanted, unwanted = FORMS[address]
    for changes in CASES.values():
        composed = say(key, "es", address, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        assert wanted.search(words)
        assert not unwanted.search(words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(key: str, address: AddressForm) -> None:
    assert "hacer nada" not in say(key, "es", address, MANUAL).message.text
    assert "Por favor, pag" not in say(key, "es", address, {}).message.text


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_what_is_paid_in_instalments_renews_nothing(key: str, address: AddressForm) -> None:
    for which in (LAST, THIRD):
        for way in ({}, MANUAL, EXPIRED):
            message = say(key, "es", address, which | way).message
            assert not re.search("renov|renueva|cada año|cancelar", message.subject + message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_subject_is_short_with_a_name_of_twenty_letters(key: str, address: AddressForm) -> None:
    for changes in CASES.values():
        named = {"product__name": "Amigas del Viejo Mar"} | changes
        assert len(say(key, "es", address, named).message.subject) <= 60


@pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
def test_blocks_alone_address_nobody(way: dict[str, Any]) -> None:
    """ "Se puede" and "se cancele" speak of everybody."""
    words = said_by_blocks_alone("es", way)
    assert not TO_USTED.search(re.sub("[Ss]e (puede|cancele)", "", words))
    assert not TO_TU.search(words)
    assert "Se puede cancelar hasta el jueves, 14 de mayo de 2026, inclusive." in words
