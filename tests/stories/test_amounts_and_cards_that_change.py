"""The words match the charge: a new amount is the one announced; a new card is not about to expire."""

from collections.abc import Callable
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.stories.life import Life
from tests.support.world import step


def _letters() -> list[str]:
    paths = sorted(Path(settings.FORENOTICE_HOME).rglob("*.eml"))
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    bodies = [letter.get_body(("plain",)) for letter in letters]
    return [body.get_content() for body in bodies if body is not None]


def test_the_amount_announced_is_the_one_that_holds_when_we_speak(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31), amount_minor=1_200)
    life.until("2026-01-23")
    life.told("ana", amount_minor=1_550)
    life.until("2026-01-31")
    life.expect("2026-01-24 7-days ana")
    (letter,) = _letters()
    assert "€15.50" in letter
    assert "Last time it was €12.00" in " ".join(letter.split())
    assert "7 days" in letter


def test_a_replaced_card_withdraws_its_expiry_reminder(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("cards", step("14 days", key="card", message="card_expiry"), kinds=("card_expiry",))
    card: dict[str, Any] = {"card_brand": "Visa", "card_last4": "4242", "card_expires_on": date(2026, 1, 31)}
    life.told("ana", next_on=date(2026, 2, 10), **card)
    life.told("ben", next_on=date(2026, 2, 10), **card)
    life.until("2026-01-16")
    life.told("ana", card_last4="1881", card_expires_on=date(2030, 1, 31))
    life.until("2026-02-10")
    life.expect("2026-01-17 card ben")


def test_a_card_that_two_subscriptions_share_is_announced_once(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("cards", step("14 days", key="card", message="card_expiry"), kinds=("card_expiry",))
    card: dict[str, Any] = {"card_brand": "Visa", "card_last4": "4242", "card_expires_on": date(2026, 1, 31)}
    same = {"external_id": "ana", "email": "ana@example.org"}
    life.told("one", next_on=date(2026, 2, 10), member=same, **card)
    life.told("two", next_on=date(2026, 2, 12), member=same, **card)
    life.until("2026-02-12")
    life.expect("2026-01-17 card one")
