"""A monthly member on the 31st, whose source only says each month that she is still there."""

from collections.abc import Callable
from datetime import date

from tests.stories.life import Life


def test_each_month_is_announced_once_and_the_thirty_first_comes_back(begin: Callable[..., Life]) -> None:
    life = begin("2025-10-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2025, 10, 31))
    for _ in range(7):
        life.advance(days=30)
        life.still_there("ana")
    life.expect(
        "2025-10-24 7-days ana",
        "2025-11-23 7-days ana",
        "2025-12-24 7-days ana",
        "2026-01-24 7-days ana",
        "2026-02-21 7-days ana",
        "2026-03-24 7-days ana",
        "2026-04-23 7-days ana",
    )


def test_a_source_that_moves_on_by_itself_makes_no_second_speech(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-02-02")
    life.expect("2026-01-24 7-days ana")
    life.told("ana", next_on=date(2026, 2, 28))
    life.until("2026-03-01")
    life.expect("2026-02-21 7-days ana")
    life.told("ana", next_on=date(2026, 3, 31))
    life.until("2026-03-31")
    life.expect("2026-03-24 7-days ana")
