"""What members do between planning and speaking: they pay early, pause, cancel, and come back."""

from collections.abc import Callable
from datetime import date

from tests.stories.life import Life


def test_paid_early_says_nothing(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    life.told("ana", next_on=date(2026, 2, 28))
    life.until("2026-01-31")
    life.expect_silence(ana="paid")
    life.until("2026-02-28")
    life.expect("2026-02-21 7-days ana")


def test_paused_is_quiet_and_resumed_speaks_again(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    life.told("ana", standing="paused")
    life.advance(hours=1)
    life.expect_silence(ana="paused")
    life.told("ana", standing="active")
    life.until("2026-01-31")
    life.expect("2026-01-24 7-days ana")


def test_cancelled_between_planning_and_speaking_is_withheld(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.told("ben", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    life.told("ana", standing="cancelled")
    life.told("ben", cancel_at_period_end=True)
    life.until("2026-02-05")
    life.expect_silence(ana="cancelled", ben="cancelled_at_period_end")


def test_every_quiet_state_is_silent_with_its_reason(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    due = date(2026, 1, 31)
    life.told("zoe", next_on=due, amount_minor=0)
    life.told("pia", next_on=due, standing="paused")
    life.told("lea", next_on=due, standing="past_due")
    life.told("ian", next_on=due, total_payments=6, payments_made=6)
    life.until("2026-01-30")
    life.expect_silence(zoe="zero_amount", pia="paused", lea="past_due", ian="payments_complete")


def test_the_last_of_three_payments_is_said_and_none_after_it(
    begin: Callable[..., Life],
) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31), total_payments=3, payments_made=1)
    for _ in range(4):
        life.advance(days=30)
        life.still_there("ana")
    life.expect("2026-01-24 7-days ana", "2026-02-21 7-days ana")
