"""Last payments, instalments and expired cards: subject and body of our messages say one thing, not two."""

import re
from datetime import date
from typing import Any

import pytest

from forenotice.composer.compose import Composed
from forenotice.kernel.money import Money
from tests.composer.samples import ANA, facts, say_default

MANUAL = {"payment__is_automatic": False}
LAST = {"payment__is_last": True, "payment__number": 6, "payment__of": 6}
THIRD = {"payment__number": 3, "payment__of": 6}
EXPIRED = {"payment__card_expires_on": date(2026, 4, 30)}
WAYS: list[dict[str, Any]] = [{}, MANUAL, EXPIRED]
FRENCH: dict[str, Any] = {
    "member": ANA._replace(locale="fr-FR"),
    "payment__amount": Money(4500, "EUR"),
    "product__name": "La Corne de brume",
}


def _said(key: str, locale: str, *changes: dict[str, Any]) -> Composed:
    """One of our messages with its kind's own facts."""
    wanted: dict[str, Any] = {"kind": key, "product__name": "The Fog Horn"}
    for each in (FRENCH if locale == "fr" else {}, *changes):
        wanted |= each
    composed = say_default(key, facts(**wanted), locale)
    assert composed.warnings == ()
    assert len(composed.message.subject) <= 60
    return composed


def _preheader(composed: Composed) -> str:
    found = re.search(r"<div[^>]*display: ?none[^>]*>([^<]*)", composed.message.html)
    assert found is not None
    return found[1].strip()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_a_last_payment_is_called_one_in_subject_and_body(key: str, way: dict[str, Any]) -> None:
    english, french = _said(key, "en", LAST, way).message, _said(key, "fr", LAST, way).message
    assert english.subject.startswith("The Fog Horn: last payment ")
    assert "Your last payment for “The Fog Horn” " in english.text
    assert "After that, everything is paid." in english.text
    assert not re.search(r"renew|every year", english.text)
    assert french.subject.startswith("La Corne de brume\u00a0: dernier paiement ")
    assert "Le dernier paiement pour «\u202fLa Corne de brume\u202f» " in french.text
    assert "Ensuite, tout sera réglé." in french.text
    assert not re.search(r"renouvel|chaque année|échéance", french.text)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_an_instalment_is_counted_and_renews_nothing(key: str, way: dict[str, Any]) -> None:
    english, french = _said(key, "en", THIRD, way).message, _said(key, "fr", THIRD, way).message
    assert english.subject.startswith("The Fog Horn: payment 3 of 6 ")
    assert "Payment 3 of 6 for “The Fog Horn” " in english.text
    assert "Payment: 3 of 6" in english.text
    assert not re.search(r"renew|cancel|every year|everything is paid", english.text)
    assert french.subject.startswith("La Corne de brume\u00a0: paiement 3 sur 6 ")
    assert "Le paiement 3 sur 6 pour «\u202fLa Corne de brume\u202f» " in french.text
    assert not re.search(r"renouvel|résili|chaque année|tout sera réglé", french.text)


def test_of_how_many_is_enough_to_know_that_nothing_renews() -> None:
    message = _said("renewal", "en", {"payment__of": 6}).message
    assert message.subject == "The Fog Horn: payment in 6 days"
    assert "Your next payment for “The Fog Horn” will be taken automatically in 6 days." in message.text
    assert "renew" not in message.text


@pytest.mark.parametrize("which", [{}, LAST, THIRD])
def test_an_expired_card_is_asked_for_in_every_wording(which: dict[str, Any]) -> None:
    for key in ("renewal", "payment_due", "trial_end"):
        english, french = _said(key, "en", which, EXPIRED).message, _said(key, "fr", which, EXPIRED).message
        assert "Visa ending in 4242 will have expired by then." in english.text
        assert "Update my card:\nhttps://museum.example/card?m=1042" in english.text
        assert "nothing you need to do" not in english.text + english.html
        assert "Paid with" not in english.text
        assert "carte Visa se terminant par 4242 aura expiré d’ici là." in french.text
        assert "rien à faire" not in french.text + french.html


@pytest.mark.parametrize("way", WAYS)
def test_a_trial_with_one_payment_after_it_promises_no_others(way: dict[str, Any]) -> None:
    only = {"payment__is_last": True, "payment__number": 1, "payment__of": 1}
    english, french = _said("trial_end", "en", only, way).message, _said("trial_end", "fr", only, way).message
    assert re.search(r"(Single payment|To pay): \$120\.00\n", english.text)
    assert "single payment" in english.text
    assert re.search(r"[aA]fter that,? everything is paid\.", english.text)
    assert not re.search(r"[tT]hen every|After that: |[fF]irst payment|[pP]ayments in all", english.text)
    assert re.search(r"(Paiement unique|À régler)\u00a0: 45,00\u00a0€\n", french.text)
    assert re.search(r"[eE]nsuite, tout sera réglé\.", french.text)
    assert not re.search(r"Ensuite\u00a0: |remier paiement|en tout", french.text)


def test_a_trial_before_instalments_says_how_many_there_are() -> None:
    first = {"payment__number": 1, "payment__of": 6}
    english, french = _said("trial_end", "en", first).message, _said("trial_end", "fr", first).message
    assert "First payment: $120.00\nAfter that: every year\nPayments in all: 6\n" in english.text
    assert "45,00\u00a0€\nEnsuite\u00a0: chaque année\nPaiements en tout\u00a0: 6\n" in french.text


@pytest.mark.parametrize("name", ["The Fog Horn", "prod_Gold", "An Evening a Month", "Keeper"])
@pytest.mark.parametrize("which", [{}, LAST, THIRD])
@pytest.mark.parametrize("way", WAYS)
def test_any_name_of_a_product_fits(name: str, which: dict[str, Any], way: dict[str, Any]) -> None:
    """Within a sentence it stands in quotes; else it begins the line."""
    for key in ("renewal", "payment_due", "trial_end", "term_end", "card_expiry"):
        message = _said(key, "en", which, way, {"product__name": name}).message
        for line in (message.subject, *message.text.splitlines()):
            for sentence in re.split(r"(?<=[.:?!]) ", line):
                assert name not in re.sub(rf"^{name}|“{name}”", "", sentence), sentence


@pytest.mark.parametrize("key", ["renewal", "payment_due", "trial_end"])
def test_what_must_be_paid_by_a_day_may_be_paid_on_it(key: str) -> None:
    composed = _said(key, "fr", MANUAL)
    assert "au plus tard le " in _preheader(composed)
    assert "avant le" not in _preheader(composed) + composed.message.text
    assert "au plus tard le 15 mai 2026." in composed.message.text


def test_whoever_would_pay_in_another_way_is_told_what_to_change_and_until_when() -> None:
    english, french = _said("renewal", "en").message.text, _said("renewal", "fr").message.text
    assert (
        "If you would like to pay in another way, update your payment details before May 15, 2026:" in english
    )
    assert "Pour payer autrement, modifiez votre moyen de paiement avant le 15 mai 2026\u00a0:" in french


def test_a_french_trial_has_its_name_in_guillemets() -> None:
    message = _said("trial_end", "fr").message
    assert message.subject == "La Corne de brume\u00a0: votre essai se termine dans 6 jours"
    assert "Votre période d’essai de «\u202fLa Corne de brume\u202f» se termine dans 6 jours." in message.text


def test_a_card_that_expires_before_the_last_payment_says_that_it_is_the_last() -> None:
    soon = {
        "due_on": date(2026, 5, 31),
        "payment__due_on": date(2026, 6, 3),
        "payment__card_expires_on": date(2026, 5, 31),
    }
    english = _said("card_expiry", "en", LAST, soon).message.text
    assert "Your last payment for “The Fog Horn” comes after that" in english
    assert "Le dernier paiement pour " in _said("card_expiry", "fr", LAST, soon).message.text
