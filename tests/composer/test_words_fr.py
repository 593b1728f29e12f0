"""What our messages say in French, to vous and to tu."""

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
    read_case,
)
from tests.composer.words_contract import Said, WordsContract

TO_VOUS = re.compile(r"\b(vous|votre|vos|\w+ez)\b", re.IGNORECASE)
TO_TU = re.compile(
    r"\b(tu|te|t’\w+|toi|ton|ta|tes|pense|modifie|résilie|dis|envoie|préfères|peux)\b", re.IGNORECASE
)
NARROW, WIDE = "\u202f", "\u00a0"
QUOTED = f"«{NARROW}Coro del Mar{NARROW}»"

SAID: list[Said] = [
    (
        "renewal",
        {},
        f"Coro del Mar{WIDE}: renouvellement dans 6 jours",
        f"Vous n’avez rien à faire. {QUOTED} se renouvelle automatiquement dans 6 jours.",
        f"Tu n’as rien à faire. {QUOTED} se renouvelle automatiquement dans 6 jours.",
    ),
    (
        "renewal",
        MANUAL,
        f"Coro del Mar{WIDE}: renouvellement dans 6 jours",
        f"Le prochain paiement pour {QUOTED} est à régler dans 6 jours{WIDE}: rien n’est prélevé automatique",
        f"Le prochain paiement pour {QUOTED} est à régler dans 6 jours{WIDE}: rien n’est prélevé automatique",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        f"Coro del Mar{WIDE}: dernier paiement dans 6 jours",
        "mais votre carte Visa se terminant par 4242 aura expiré d’ici là.\n\nEnsuite, tout sera réglé.",
        "mais ta carte Visa se terminant par 4242 aura expiré d’ici là.\n\nEnsuite, tout sera réglé.",
    ),
    (
        "payment_due",
        MANUAL | THIRD,
        f"Coro del Mar{WIDE}: paiement 3 sur 6 à régler dans 6 jours",
        f"Merci de régler 49,00{WIDE}€ au plus tard le 15 mai 2026. Le paiement 3 sur 6 pour {QUOTED} est à",
        f"Pense à régler 49,00{WIDE}€ au plus tard le 15 mai 2026. Le paiement 3 sur 6 pour {QUOTED} est à",
    ),
    (
        "trial_end",
        {"payment__of": 6},
        "",
        f"Premier paiement{WIDE}: 49,00{WIDE}€\nEnsuite{WIDE}: chaque année\nPaiements en tout{WIDE}: 6",
        f"Premier paiement{WIDE}: 49,00{WIDE}€\nEnsuite{WIDE}: chaque année\nPaiements en tout{WIDE}: 6",
    ),
    (
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "",
        "C’était un plaisir de vous compter parmi nous.",
        "C’était un plaisir de te compter parmi nous.",
    ),
    (
        "card_expiry",
        CARD,
        "",
        f"est valable jusqu’à fin mai 2026.\n\nLe prochain paiement pour {QUOTED} est prévu après cette",
        f"est valable jusqu’à fin mai 2026.\n\nLe prochain paiement pour {QUOTED} est prévu après cette",
    ),
]


class TestFrench(WordsContract):
    language = "fr"
    greeting = {AddressForm.FORMAL: "Bonjour Ana,\n\n", AddressForm.INFORMAL: "Bonjour Ana,\n\n"}
    forms = {AddressForm.FORMAL: TO_VOUS, AddressForm.INFORMAL: TO_TU}
    no_form = "Merci de régler"
    said = SAID
    nothing_to_do = "rien à faire"
    please_pay = "(Merci de|Pense à) régler"
    renews = "renouvel|chaque année|échéance|résili"
    twenty_letters = "Amies du Vieux Phare"
    longest_subject = 66
    cancel_by = "Résiliation possible jusqu’au jeudi 14 mai 2026 inclus."


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_high_punctuation_never_begins_a_line(key: str, address: AddressForm) -> None:
    """A colon follows a no-break space, other marks and guillemets have a narrow one."""
    for case in CASES:
        words = read_case(key, "fr", address, case).all_words
        words = re.sub(r"\S*(://|@)\S*", "", words)
        assert not re.search(rf"(?<!{WIDE}):|(?<!{NARROW})[;?!»]|«(?!{NARROW})", words)
