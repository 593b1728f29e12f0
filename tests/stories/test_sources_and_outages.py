"""The source goes quiet, the machine stands still, and the first pulse after that."""

from collections.abc import Callable
from datetime import date

from tests.stories.life import Life


def test_stale_facts_are_not_spoken_of(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 3, 31))
    life.until("2026-03-31")
    life.expect_silence(ana="stale_facts")


def test_a_source_that_speaks_again_is_believed_again(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 20))
    life.until("2026-03-10")
    life.expect("2026-01-13 7-days ana", "2026-02-13 7-days ana")
    life.still_there("ana")
    life.until("2026-03-20")
    life.expect("2026-03-13 7-days ana")


def test_after_a_short_outage_we_catch_up(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    life.sleep(days=2)
    life.advance(hours=1)
    life.expect("2026-01-25 7-days ana")


def test_after_a_long_outage_it_is_missed_and_said_so(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    life.sleep(days=4)
    life.advance(hours=1)
    life.expect_silence(ana="too_late")


def test_of_several_steps_that_come_due_at_once_only_the_nearest_speaks(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "4 days", "3 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-26")
    life.sleep(days=2)
    life.advance(hours=1)
    life.expect("2026-01-28 3-days ana")


def test_a_clock_that_moves_backwards_says_nothing_twice(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-25")
    life.expect("2026-01-24 7-days ana")
    life.sleep(days=-10)
    life.until("2026-01-30")
    life.expect()


def test_what_a_rehearsal_said_counts_as_said_to_nobody(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05", live=False)
    life.rule("renewals", "7 days", "3 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-25")
    life.expect("2026-01-24 7-days ana")
    life.go_live()
    life.until("2026-01-31")
    life.expect("2026-01-28 3-days ana")
