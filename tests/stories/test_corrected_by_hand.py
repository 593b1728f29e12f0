"""Somebody at the desk knows better than the source, for as long as the source says what it said before."""

from collections.abc import Callable
from datetime import date
from typing import Any

from forenotice.ledger.operations import correct_subscription, pause_subscription, record_payment
from tests.stories.life import Life


def desk(life: Life, who: str) -> dict[str, Any]:
    """Who is meant, and by whom."""
    number = life.subscription(who).pk
    return {
        "organization": life.organization,
        "subscription_id": number,
        "actor": "key:desk",
        "now": life.now,
    }


def test_a_later_day_moves_the_planned_reminder_and_the_source_moves_it_back(
    begin: Callable[..., Life],
) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.told("ben", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    for who in ("ana", "ben"):
        correct_subscription(**desk(life, who), due=date(2026, 2, 4))
    life.advance(hours=1)
    life.told("ana", order_number="A-2")
    life.told("ben", next_on=date(2026, 2, 2))
    life.until("2026-02-02")
    life.expect("2026-01-26 7-days ben", "2026-01-28 7-days ana")


def test_a_payment_recorded_withdraws_the_planned_reminder_and_the_next_is_spoken_of(
    begin: Callable[..., Life],
) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    record_payment(**desk(life, "ana"))
    life.advance(hours=1)
    life.told("ana", order_number="A-2")
    life.until("2026-02-01")
    life.expect_silence(ana="paid")
    life.until("2026-02-28")
    life.expect("2026-02-21 7-days ana")


def test_a_pause_until_a_day_is_silent_and_then_speaks_again(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    pause_subscription(**desk(life, "ana"), until_on=date(2026, 2, 15))
    life.until("2026-02-14")
    life.expect_silence(ana="paused")
    life.still_there("ana")
    life.until("2026-02-28")
    life.expect("2026-02-21 7-days ana")
