"""Billing intervals keep their anchor day through short months, leap days and year ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.kernel.interval import Interval, Unit, add_months

MONTHLY = Interval(1, Unit.MONTH)
YEARLY = Interval(1, Unit.YEAR)


@pytest.mark.parametrize(
    ("day", "months", "anchor", "expected"),
    [
        (date(2026, 1, 31), 1, None, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2028, 1, 31), 1, 31, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, 31, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, 31, date(2026, 2, 28)),
        (date(2026, 1, 15), -13, None, date(2024, 12, 15)),
    ],
)
def test_months_end_on_the_anchor_day_or_the_last(
    day: date, months: int, anchor: int | None, expected: date
) -> None:
    assert add_months(day, months, anchor) == expected


def test_a_leap_day_comes_back_every_fourth_year() -> None:
    days = [YEARLY.after(date(2024, 2, 29), n, anchor_day=29) for n in range(5)]
    assert days == [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


def test_the_thirty_first_comes_back_after_february() -> None:
    day = date(2026, 1, 31)
    walked = []
    for _ in range(3):
        day = MONTHLY.after(day, anchor_day=31)
        walked.append(day)
    assert walked == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        (Interval(10, Unit.DAY), 10),
        (Interval(2, Unit.WEEK), 14),
        (MONTHLY, 28),
        (YEARLY, 365),
    ],
)
def test_a_month_counts_twenty_eight_days_when_compared(interval: Interval, days: int) -> None:
    assert interval.shortest_days == days


@pytest.mark.parametrize(("count", "unit"), [(0, Unit.MONTH), (-1, Unit.DAY), (1, Unit.HOUR)])
def test_nothing_else_is_an_interval(count: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match="billing interval"):
        Interval(count, unit)


@pytest.mark.parametrize(
    ("interval", "others"),
    [
        (YEARLY, [Interval(12, Unit.MONTH)]),
        (Interval(14, Unit.DAY), [Interval(2, Unit.WEEK)]),
        (Interval(3, Unit.MONTH), []),
    ],
)
def test_one_length_is_said_in_several_ways(interval: Interval, others: list[Interval]) -> None:
    assert set(interval.spellings) == {interval, *others}
    assert all(set(other.spellings) == set(interval.spellings) for other in others)


INTERVALS = st.builds(Interval, st.integers(1, 24), st.sampled_from([u for u in Unit if u is not Unit.HOUR]))


@given(INTERVALS, st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 24))
def test_counting_intervals_undoes_adding_them(interval: Interval, day: date, times: int) -> None:
    later = interval.after(day, times, anchor_day=day.day)
    assert interval.steps_between(day, later) == times
    assert interval.steps_between(later, day) == -times
