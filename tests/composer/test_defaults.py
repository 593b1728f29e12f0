"""The messages that come with us say what a member most wants to know, first and rightly."""

import re
from datetime import date
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.defaults import DEFAULT_KEYS
from forenotice.composer.facts import (
    LinkFacts,
    MemberFacts,
    OrderFacts,
    OrganizationFacts,
    PaymentFacts,
    ProductFacts,
    SenderFacts,
)
from forenotice.kernel.money import Money
from tests.composer.samples import ANA, MUSEUM, facts, say_default

ELODIE = ANA._replace(first_name="Élodie", locale="fr-FR")
PORT = MUSEUM._replace(
    name="Musée du Port",
    locale="fr-FR",
    late_policies=(("fr", "Votre place vous est gardée 14 jours."),),
)
FRENCH: dict[str, Any] = {
    "member": ELODIE,
    "organization": PORT,
    "product__name": "Amis du Port",
    "payment__amount": Money(123400, "EUR"),
}
BARE: dict[str, Any] = {
    "member": MemberFacts(),
    "organization": OrganizationFacts(name="Choir"),
    "links": LinkFacts(),
    "sender": SenderFacts(),
    "order": OrderFacts(),
    "product": ProductFacts(),
    "cancel_by_on": None,
}
MANUAL = {"payment__is_automatic": False}
LAST = {"payment__is_last": True, "payment__number": 12, "payment__of": 12}
EXPIRED = {"payment__card_expires_on": date(2026, 4, 30)}
CARD = {
    "due_on": date(2026, 5, 31),
    "payment__due_on": date(2026, 6, 3),
    "payment__card_expires_on": date(2026, 5, 31),
}

# Message, its kind, what differs; then the subject, and the words that must be there and must not be.
ENGLISH_CASES: list[tuple[str, str, dict[str, Any], str, list[str], list[str]]] = [
    (
        "renewal",
        "renewal",
        {},
        "Friends of the Harbour: renewal in 6 days",
        [
            "Hello Ana,\n\nThere is nothing you need to do. Friends of the Harbour renews automatically",
            "Amount: $120.00\nDate: Friday, May 15, 2026\nPaid with: Visa ending in 4242\nRenews: every year",
            "Update payment details:\nhttps://museum.example/card?m=1042",
            "you can cancel here (https://museum.example/cancel?m=1042) until May 14, 2026.",
            "If a payment is late: We keep your place for 14 days.",
            "Any questions? Write to friends@museum.example or call +1 555 0100.",
            "Thank you for being with us.\n\nGrace Lind\nHarbour Museum",
        ],
        ["Please pay", "last payment"],
    ),
    (
        "renewal",
        "renewal",
        LAST,
        "Friends of the Harbour: last payment in 6 days",
        ["There is nothing you need to do. Your last payment", "everything is paid", "Payment: 12 of 12"],
        ["cancel here", "renew"],
    ),
    (
        "renewal",
        "renewal",
        EXPIRED,
        "Friends of the Harbour: renewal in 6 days",
        [
            "Please update your card.",
            "will have expired by then",
            "Update my card:\nhttps://museum.example/card",
        ],
        ["nothing you need to do"],
    ),
    (
        "renewal",
        "renewal",
        {"payment__previous_amount": Money(11000, "USD")},
        "Friends of the Harbour: renewal in 6 days",
        ["Please note that the amount has changed. Last time it was $110.00."],
        [],
    ),
    (
        "renewal",
        "renewal",
        MANUAL,
        "Friends of the Harbour: renewal in 6 days",
        ["Please pay by May 15, 2026.", "Pay $120.00:\nhttps://museum.example/pay?m=1042"],
        ["nothing you need to do", "Visa", "cancel"],
    ),
    (
        "payment_due",
        "payment_due",
        MANUAL,
        "Friends of the Harbour: payment due in 6 days",
        [
            "Please pay $120.00 by May 15, 2026. Your next payment for “Friends of the Harbour” is due in",
            "Pay $120.00:\nhttps://museum.example/pay?m=1042",
            "If you have paid already, thank you!",
        ],
        ["nothing you need to do", "last payment", "Visa"],
    ),
    (
        "payment_due",
        "payment_due",
        MANUAL | LAST | {"due_on": date(2026, 5, 10)},
        "Friends of the Harbour: last payment due tomorrow",
        ["Your last payment", "After that, everything is paid."],
        [],
    ),
    (
        "trial_end",
        "trial_end",
        {},
        "Friends of the Harbour: your trial ends in 6 days",
        [
            "If you would like to stay, there is nothing you need to do:",
            "First payment: $120.00\nAfter that: every year",
            "Not for you? Cancel here (https://museum.example/cancel?m=1042) by May 14, 2026",
        ],
        ["please pay"],
    ),
    (
        "trial_end",
        "trial_end",
        MANUAL,
        "Friends of the Harbour: your trial ends in 6 days",
        ["please pay by May 15, 2026", "your trial simply ends", "Stay and pay $120.00:\nhttps://"],
        ["automatically", "Cancel here", "Visa"],
    ),
    (
        "term_end",
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "Friends of the Harbour: your membership ends today",
        [
            "Your membership ends today. It does not renew automatically, and nothing will be charged.",
            "For: Friends of the Harbour",
            "Renew now:\nhttps://museum.example/pay",
        ],
        ["Visa"],
    ),
    (
        "card_expiry",
        "card_expiry",
        CARD,
        "Your Visa ending in 4242 expires soon",
        [
            "Please update your card. Your Visa ending in 4242 is good until the end of May 2026.",
            "comes after that, on June 3, 2026, so it could not be taken.",
            "Next payment: $120.00",
            "Update my card:\nhttps://museum.example/card?m=1042",
        ],
        [],
    ),
]
FRENCH_CASES: list[tuple[str, str, dict[str, Any], str, list[str], list[str]]] = [
    (
        "renewal",
        "renewal",
        {},
        "Amis du Port\u00a0: renouvellement dans 6 jours",
        [
            "Bonjour Élodie,\n\nVous n’avez rien à faire. «\u202fAmis du Port\u202f» se renouvelle",
            "Montant\u00a0: 1\u202f234,00\u00a0€\nDate\u00a0: vendredi 15 mai 2026",
            "carte Visa se terminant par 4242",
            "jusqu’au 14 mai 2026 inclus",
            "En cas de retard de paiement\u00a0: Votre place vous est gardée 14 jours.",
            "Une question\u202f? Il suffit d’écrire à friends@museum.example",
        ],
        ["Merci de régler"],
    ),
    (
        "renewal",
        "renewal",
        LAST,
        "Amis du Port\u00a0: dernier paiement dans 6 jours",
        ["Vous n’avez rien à faire. Le dernier paiement", "Paiement\u00a0: 12 sur 12"],
        ["résilier"],
    ),
    (
        "renewal",
        "renewal",
        EXPIRED,
        "Amis du Port\u00a0: renouvellement dans 6 jours",
        ["Merci de mettre votre carte à jour.", "aura expiré d’ici là"],
        ["rien à faire"],
    ),
    (
        "payment_due",
        "payment_due",
        MANUAL | {"due_on": date(2026, 6, 1)},
        "Amis du Port\u00a0: paiement à régler dans 23 jours",
        [
            "Merci de régler 1\u202f234,00\u00a0€ au plus tard le 1er juin 2026.",
            "Payer 1\u202f234,00\u00a0€\u00a0:\nhttps",
        ],
        ["rien à faire"],
    ),
    (
        "trial_end",
        "trial_end",
        {},
        "Amis du Port\u00a0: votre essai se termine dans 6 jours",
        [
            "Pour continuer, vous n’avez rien à faire\u00a0:",
            "Ensuite\u00a0: chaque année",
            "rien ne sera prélevé",
        ],
        [],
    ),
    (
        "trial_end",
        "trial_end",
        MANUAL,
        "Amis du Port\u00a0: votre essai se termine dans 6 jours",
        ["merci de régler au plus tard le 15 mai 2026", "votre essai s’arrêtera de lui-même"],
        ["Résiliez"],
    ),
    (
        "term_end",
        "term_end",
        {"due_on": date(2026, 5, 9)},
        "Amis du Port\u00a0: votre abonnement se termine aujourd’hui",
        [
            "Il ne se renouvelle pas automatiquement et rien ne sera prélevé.",
            "Renouveler maintenant\u00a0:\nhttps",
        ],
        [],
    ),
    (
        "card_expiry",
        "card_expiry",
        CARD,
        "Votre carte Visa se terminant par 4242 expire bientôt",
        [
            "est valable jusqu’à fin mai 2026",
            "est prévu après cette date, le 3 juin 2026,",
            "Mettre ma carte à jour\u00a0:\nhttps",
        ],
        [],
    ),
]
CASES = [(*case, "en") for case in ENGLISH_CASES] + [(*case, "fr") for case in FRENCH_CASES]
IDS = [f"{case[-1]}-{case[0]}-{'-'.join(case[2]) or 'usual'}" for case in CASES]


@pytest.mark.parametrize(
    ("key", "kind", "changes", "subject", "there", "not_there", "locale"), CASES, ids=IDS
)
def test_the_right_words_are_said(
    key: str,
    kind: str,
    changes: dict[str, Any],
    subject: str,
    there: list[str],
    not_there: list[str],
    locale: str,
) -> None:
    about = facts(**(FRENCH if locale == "fr" else {}), **{"kind": kind, **changes})
    composed = say_default(key, about, locale)
    assert composed.message.subject == subject
    for words in there:
        assert words in composed.message.text
    for words in not_there:
        assert words not in composed.message.text
    assert composed.warnings == ()
    assert len(subject) <= 60
    assert 3_000 <= len(composed.message.html) <= 14_000


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("is_automatic", [True, False])
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_message_reads_well_when_next_to_nothing_is_known(
    key: str, is_automatic: bool, locale: str
) -> None:
    about = facts(kind=key, payment=PaymentFacts(is_automatic=is_automatic), **BARE)
    composed = say_default(key, about, locale)
    text = composed.message.text
    assert text.startswith(("Hello there,", "Bonjour de notre part,"))
    assert composed.warnings == ()
    assert not LexborHTMLParser(composed.message.html).css(".button")
    assert not re.search(r" {2}|\n{3}| [.,]|\(\)|[:\u00a0]\n\n|«\s*»|“”", text)
    assert "https://" not in text


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("key", DEFAULT_KEYS)
@pytest.mark.parametrize(
    "changes", [{}, MANUAL, LAST, EXPIRED, MANUAL | LAST, MANUAL | EXPIRED, LAST | EXPIRED]
)
def test_there_is_one_thing_to_press_at_most(key: str, changes: dict[str, Any], locale: str) -> None:
    html = say_default(key, facts(**{"kind": key, **changes}), locale).message.html
    assert len(LexborHTMLParser(html).css(".button a")) <= 1


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(locale: str) -> None:
    for key in ("renewal", "payment_due"):
        text = say_default(key, facts(kind=key, **MANUAL), locale).message.text
        assert not re.search("nothing you need to do|rien à faire", text)
        text = say_default(key, facts(kind=key), locale).message.text
        assert not re.search("Please pay|Merci de régler", text)


def test_a_payment_that_the_card_still_covers_is_not_called_into_doubt() -> None:
    late = facts(kind="card_expiry", due_on=date(2026, 8, 31), payment__due_on=date(2026, 6, 3))
    about = late._replace(payment=late.payment._replace(card_expires_on=date(2026, 8, 31)))
    text = say_default("card_expiry", about).message.text
    assert (
        "good until the end of August 2026.\n\nAfter that, the payments for “Friends of the Harbour”" in text
    )
    assert "comes after that" not in text


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_page_is_whole_and_for_every_screen(key: str, locale: str) -> None:
    html = say_default(key, facts(kind=key), locale).message.html
    page = LexborHTMLParser(html)
    assert page.css_first(f'html[lang="{locale}"][dir="ltr"]') is not None
    assert page.css_first('meta[name="viewport"]') is not None
    assert all(table.attributes.get("role") == "presentation" for table in page.css("table:not(.facts)"))
    assert "{{" not in html
    assert "{%" not in html


@pytest.mark.parametrize("locale", ["en", "fr", "de", "es", "it", "pt", "nl"])
def test_an_organization_that_signs_itself_signs_once(locale: str) -> None:
    text = say_default("renewal", facts(sender=SenderFacts(name=MUSEUM.name)), locale).message.text
    assert f"\n\n{MUSEUM.name}\n" in text
    assert f"{MUSEUM.name}\n{MUSEUM.name}" not in text
