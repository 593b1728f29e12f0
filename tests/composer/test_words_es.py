"""What our messages say in Spanish, to usted and to tú."""

import re
from datetime import date

from forenotice.composer.defaults import AddressForm
from tests.composer.wordings import (
    CARD,
    EXPIRED,
    LAST,
    MANUAL,
    THIRD,
)
from tests.composer.words_contract import Said, WordsContract

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

SAID: list[Said] = [
    (
        "renewal",
        {},
        "Coro del Mar: renovación dentro de 6 días",
        "No tiene que hacer nada. «Coro del Mar» se renueva automáticamente dentro",
        "No tienes que hacer nada. «Coro del Mar» se renueva automáticamente dentro",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        "Coro del Mar: último pago dentro de 6 días",
        "pero para entonces su Visa terminada en 4242 habrá caducado.\n\nDespués de este pago no habrá nada",
        "pero para entonces tu Visa terminada en 4242 habrá caducado.\n\nDespués de este pago no habrá nada",
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
        "Primer pago: 49,00\u00a0€\nDespués: cada año\nPagos en total: 6",
        "Primer pago: 49,00\u00a0€\nDespués: cada año\nPagos en total: 6",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "",
        "Ha sido un placer contar con usted.",
        "Ha sido un placer contar contigo.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        "es válida hasta finales de mayo de 2026.\n\nEl próximo pago por «Coro del Mar» llega después, el",
        "es válida hasta finales de mayo de 2026.\n\nEl próximo pago por «Coro del Mar» llega después, el",
    ),
]


class TestSpanish(WordsContract):
    language = "es"
    greeting = {AddressForm.FORMAL: "Hola, Ana:\n\n", AddressForm.INFORMAL: "Hola, Ana:\n\n"}
    forms = {AddressForm.FORMAL: TO_USTED, AddressForm.INFORMAL: TO_TU}
    said = SAID
    nothing_to_do = "hacer nada"
    please_pay = "Por favor, pag"
    renews = "renov|renueva|cada año|cancelar"
    twenty_letters = "Amigas del Viejo Mar"
    longest_subject = 60
    cancel_by = "Se puede cancelar hasta el jueves, 14 de mayo de 2026, inclusive."
    to_everybody = "[Ss]e (puede|cancele)"
