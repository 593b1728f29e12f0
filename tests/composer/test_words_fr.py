"""What our messages say in French, to vous and to tu."""

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

TO_VOUS = re.compile(r"\b(vous|votre|vos|\w+ez)\b", re.IGNORECASE)
TO_TU = re.compile(
    r"\b(tu|te|t’\w+|toi|ton|ta|tes|pense|modifie|résilie|dis|envoie|préfères|peux)\b", re.IGNORECASE
)
FORMS = {AddressForm.FORMAL: (TO_VOUS, TO_TU), AddressForm.INFORMAL: (TO_TU, TO_VOUS)}
NARROW, WIDE = "\u202f", "\u00a0"
QUOTED = f"«{NARROW}Coro del Mar{NARROW}»"

SAID: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "renewal",
        {},
        f"Coro del Mar{WIDE}: renouvellement dans 6 jours",
        f"Vous n’avez rien à faire. Votre abonnement {QUOTED} se renouvelle automatiquement dans 6 jours.",
        f"Tu n’as rien à faire. Ton abonnement {QUOTED} se renouvelle automatiquement dans 6 jours.",
    ),
    (
        "renewal",
        MANUAL,
        f"Coro del Mar{WIDE}: renouvellement dans 6 jours",
        f"Votre abonnement {QUOTED} arrive à échéance dans 6 jours{WIDE}: rien n’est prélevé automatique",
        f"Ton abonnement {QUOTED} arrive à échéance dans 6 jours{WIDE}: rien n’est prélevé automatique",
    ),
    (
        "renewal",
        EXPIRED | LAST,
        f"Coro del Mar{WIDE}: dernier paiement dans 6 jours",
        "mais votre carte Visa se terminant par 4242 aura expiré d’ici là. Ensuite, tout sera réglé.",
        "mais ta carte Visa se terminant par 4242 aura expiré d’ici là. Ensuite, tout sera réglé.",
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
        f"Premier paiement{WIDE}: 49,00{WIDE}€, puis chaque année, 6 paiements en tout",
        f"Premier paiement{WIDE}: 49,00{WIDE}€, puis chaque année, 6 paiements en tout",
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
        f"est valable jusqu’à fin mai 2026. Votre prochain paiement pour {QUOTED} est prévu après cette date",
        f"est valable jusqu’à fin mai 2026. Ton prochain paiement pour {QUOTED} est prévu après cette date",
    ),
]


@pytest.mark.parametrize(("key", "changes", "subject", "to_vous", "to_tu"), SAID)
def test_the_right_words_are_said(
    key: str, changes: dict[str, Any], subject: str, to_vous: str, to_tu: str
) -> None:
    for address, words in ((AddressForm.FORMAL, to_vous), (AddressForm.INFORMAL, to_tu)):
        message = say(key, "fr", address, changes).message
        assert words in message.text
        assert subject in ("", message.subject)
        assert message.text.startswith("Bonjour Ana,\n\n")


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_people_are_addressed_in_one_way(key: str, address: AddressForm) -> None:
    """A polite message that asks by "merci de" may do without any form."""
    wanted, unwanted = FORMS[address]
    for changes in CASES.values():
        composed = say(key, "fr", address, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        assert wanted.search(words) or (address is AddressForm.FORMAL and "Merci de régler" in words)
        assert not unwanted.search(words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_high_punctuation_never_begins_a_line(key: str, address: AddressForm) -> None:
    """A colon follows a no-break space, other marks and guillemets have a narrow one."""
    for changes in CASES.values():
        composed = say(key, "fr", address, changes)
        words = f"{composed.message.subject}\n{preheader(composed)}\n{composed.message.text}"
        words = re.sub(r"\S*(://|@)\S*", "", words)
        assert not re.search(rf"(?<!{WIDE}):|(?<!{NARROW})[;?!»]|«(?!{NARROW})", words)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(key: str, address: AddressForm) -> None:
    assert "rien à faire" not in say(key, "fr", address, MANUAL).message.text
    assert not re.search("(Merci de|Pense à) régler", say(key, "fr", address, {}).message.text)


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_what_is_paid_in_instalments_renews_nothing(key: str, address: AddressForm) -> None:
    for which in (LAST, THIRD):
        for way in ({}, MANUAL, EXPIRED):
            message = say(key, "fr", address, which | way).message
            assert not re.search("renouvel|chaque année|échéance|résili", message.subject + message.text)


@pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
def test_blocks_alone_address_nobody(way: dict[str, Any]) -> None:
    words = said_by_blocks_alone("fr", way)
    assert not TO_VOUS.search(words)
    assert not TO_TU.search(words)
    assert "Résiliation possible jusqu’au jeudi 14 mai 2026 inclus." in words
