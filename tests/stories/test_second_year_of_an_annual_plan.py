"""An annual member is told in the second year as in the first, by every step of the rule."""

from collections.abc import Callable
from datetime import date

from tests.stories.life import Life


def test_the_second_year_is_announced_like_the_first(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("annual", "30 days", "14 days", "3 days")
    life.told("ana", next_on=date(2026, 2, 20), interval_unit="year")
    life.until("2026-02-20")
    life.expect("2026-01-21 30-days ana", "2026-02-06 14-days ana", "2026-02-17 3-days ana")
    life.told("ana", next_on=date(2027, 2, 20))
    life.sleep(days=325)
    life.still_there("ana")
    life.until("2027-02-20")
    life.expect("2027-01-21 30-days ana", "2027-02-06 14-days ana", "2027-02-17 3-days ana")


def test_a_leap_day_is_kept_on_the_last_of_february(begin: Callable[..., Life]) -> None:
    life = begin("2028-02-01")
    life.rule("annual", "7 days")
    life.told("ana", next_on=date(2028, 2, 29), interval_unit="year")
    life.until("2028-03-02")
    life.expect("2028-02-22 7-days ana")
    assert life.kinds("ana")[-1] == ("2029-02-28", "renewal", "")
