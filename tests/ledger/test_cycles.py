"""Which payment is it? A moved one is the same, the next one is another, and an old one comes back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.cycles import anchor_of
from forenotice.ledger.facts import SubscriptionFacts
from tests.ledger.examples import NOW, Book, at, day, told

INTERVALS = [
    Interval(1, Unit.DAY),
    Interval(2, Unit.DAY),
    Interval(1, Unit.WEEK),
    Interval(2, Unit.WEEK),
    Interval(1, Unit.MONTH),
    Interval(3, Unit.MONTH),
    Interval(6, Unit.MONTH),
    Interval(1, Unit.YEAR),
    Interval(2, Unit.YEAR),
]


def told_on(on: date, interval: Interval | None, **changes: Any) -> SubscriptionFacts:
    count, unit = (interval.count, interval.unit.value) if interval else (None, "")
    return told(next_on=on, interval_count=count, interval_unit=unit, **changes)


@pytest.mark.parametrize(
    ("first", "second", "interval", "steps"),
    [
        ("2026-01-31", "2026-02-28", Interval(1, Unit.MONTH), 1),
        ("2026-02-28", "2026-03-31", Interval(1, Unit.MONTH), 1),
        ("2024-02-29", "2025-02-28", Interval(1, Unit.YEAR), 1),
        ("2025-02-28", "2024-02-29", Interval(1, Unit.YEAR), -1),
        ("2026-03-01", "2027-03-01", Interval(1, Unit.YEAR), 1),
        ("2026-01-10", "2026-01-20", Interval(1, Unit.MONTH), 0),
        ("2026-01-10", "2026-01-01", Interval(1, Unit.MONTH), 0),
        ("2026-01-10", "2026-02-14", Interval(1, Unit.MONTH), 1),
        ("2026-01-10", "2026-03-12", Interval(1, Unit.MONTH), 2),
        ("2026-01-01", "2026-01-02", Interval(1, Unit.DAY), 1),
        ("2026-01-07", "2026-01-10", Interval(1, Unit.WEEK), 0),
        ("2026-01-07", "2026-01-12", Interval(1, Unit.WEEK), 1),
        ("2026-06-30", "2026-12-31", Interval(6, Unit.MONTH), 1),
        ("2026-01-31", "2026-04-30", Interval(3, Unit.MONTH), 1),
    ],
)
def test_whole_intervals_tell_the_next_payment_from_a_moved_one(
    first: str, second: str, interval: Interval, steps: int
) -> None:
    book = Book()
    (row,) = book.tell(told_on(day(first), interval))
    book.tell(told_on(day(second), interval))
    assert book.open().cycle == str(1 + steps)
    assert (book.open().id == row.id) == (steps == 0)
    assert book.open().due_on == day(second)


def test_the_old_row_is_paid_when_its_source_moves_on_and_withdrawn_when_it_goes_back() -> None:
    book = Book()
    (first,) = book.tell(told())
    book.tell(told(next_on=day("2026-02-10")))
    assert book.rows[first.id].closing == "paid"
    second = book.open()
    book.tell(told())
    assert book.open().id == first.id
    assert book.rows[second.id].closing == "withdrawn"
    book.tell(told(next_on=day("2026-02-12")))
    assert book.open().id == second.id


def test_going_back_finds_the_payment_where_it_was_moved_to() -> None:
    book = Book()
    (first,) = book.tell(told())
    book.tell(told(next_on=day("2026-01-24")))
    book.tell(told(next_on=day("2026-02-24")))
    assert book.open().id != first.id
    book.tell(told(next_on=day("2026-01-24")))
    assert book.open().id == first.id
    assert len(book.rows) == 2


def test_a_date_at_the_border_between_two_cycles_does_not_flip() -> None:
    book = Book()
    book.tell(told(next_on=day("2026-01-10")))
    for _ in range(5):
        book.tell(told(next_on=day("2026-01-26")))
        book.tell(told(next_on=day("2026-01-25")))
    assert len(book.rows) == 2


def test_a_payment_that_came_nearer_and_passed_makes_room_for_the_next() -> None:
    book = Book()
    book.tell(told(next_on=day("2026-02-15")))
    (moved,) = book.tell(told(next_on=day("2026-01-31")))
    book.tell(told(next_on=day("2026-02-28")), now=at("2026-02-01T12:00"))
    assert book.open().id != moved.id
    assert book.rows[moved.id].closing == "paid"


def test_an_hour_across_midnight_is_not_the_next_day_of_a_daily_plan() -> None:
    book = Book()
    daily: dict[str, Any] = {"next_on": None, "interval_unit": "day"}
    (row,) = book.tell(told(next_at=at("2026-01-10T22:30"), **daily))
    assert row.due_on == day("2026-01-10")
    book.tell(told(next_at=at("2026-01-10T23:30"), **daily))
    assert (book.open().id, book.open().due_on) == (row.id, day("2026-01-11"))
    book.tell(told(next_at=at("2026-01-11T22:30"), **daily))
    assert book.open().id != row.id


def test_without_an_interval_it_is_the_same_payment_until_its_day_has_passed() -> None:
    book = Book()
    (row,) = book.tell(told_on(day("2026-01-10"), None))
    book.tell(told_on(day("2026-06-10"), None))
    assert book.open().id == row.id
    book.tell(told_on(day("2026-07-01"), None), now=at("2026-06-10T12:00"))
    assert book.open().id == row.id, "its day was not over yet"
    book.tell(told_on(day("2026-08-01"), None), now=at("2026-07-02T12:00"))
    second = book.open()
    assert second.id != row.id
    book.tell(told_on(day("2026-07-01"), None), now=at("2026-07-02T13:00"))
    assert second.id != row.id
    assert not book.rows[second.id].is_open, "an old date is the old payment"


def test_the_sources_own_period_key_decides_whatever_the_date() -> None:
    book = Book()
    (row,) = book.tell(told(period_key="in_1"))
    assert row.cycle == "key:in_1"
    book.tell(told(period_key="in_1", next_on=day("2026-04-10")))
    assert book.open().id == row.id
    book.tell(told(period_key="in_2", next_on=day("2026-04-11")))
    assert book.open().cycle == "key:in_2"
    assert book.rows[row.id].closing == "paid"
    book.tell(told(period_key="in_1", next_on=day("2026-01-10")))
    assert book.open().id == row.id


def test_a_source_that_begins_to_name_its_periods_names_the_known_payment() -> None:
    book = Book()
    (row,) = book.tell(told())
    book.tell(told(period_key="in_1", next_on=day("2026-01-11")))
    assert (book.open().id, book.open().cycle) == (row.id, "key:in_1")
    book.tell(told(next_on=day("2026-01-12")))
    assert book.open().id == row.id, "and when it stops naming them"
    book.tell(told(next_on=day("2026-02-12")))
    assert book.open().id != row.id


def test_a_shorter_interval_counts_when_the_plan_changes() -> None:
    book = Book()
    (yearly,) = book.tell(told_on(day("2026-03-01"), Interval(1, Unit.YEAR)))
    book.tell(told_on(day("2026-04-01"), Interval(1, Unit.MONTH)))
    monthly = book.open()
    assert monthly.id != yearly.id
    book.tell(told_on(day("2026-05-01"), Interval(1, Unit.YEAR)))
    assert book.open().id not in (yearly.id, monthly.id)


@pytest.mark.parametrize(
    ("on", "told_anchor", "earlier", "anchor"),
    [
        ("2026-02-28", None, 31, 31),
        ("2026-03-31", None, 31, 31),
        ("2024-02-29", None, 31, 31),
        ("2026-02-27", None, 31, 27),
        ("2026-04-30", None, 30, 30),
        ("2026-02-28", None, None, 28),
        ("2026-02-28", 30, None, 30),
        ("2026-03-15", None, 31, 15),
    ],
)
def test_a_short_month_does_not_lose_the_anchor(
    on: str, told_anchor: int | None, earlier: int | None, anchor: int
) -> None:
    assert anchor_of(day(on), told_anchor, earlier) == anchor


days = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))


@given(first=days, interval=st.sampled_from(INTERVALS), jitters=st.lists(st.floats(-0.2, 0.2), min_size=2))
def test_many_small_moves_never_hide_a_cycle_and_never_make_one(
    first: date, interval: Interval, jitters: list[float]
) -> None:
    """Each cycle is told twice, moved by up to a fifth of the interval either way."""
    book = Book()
    rows = []
    for cycle, jitter in enumerate(jitters):
        planned = interval.after(first, cycle, first.day)
        for part in (jitter, -jitter):
            moved = planned + timedelta(days=round(part * interval.mean_days))
            book.tell(told_on(moved, interval), now=NOW)
            rows.append((cycle, book.open().id))
    assert len({row for _, row in rows}) == len(jitters)
    assert len(set(rows)) == len(jitters)


@given(
    first=days,
    interval=st.sampled_from(INTERVALS),
    path=st.lists(st.integers(-2, 2), min_size=1, max_size=12),
)
def test_going_back_and_forth_always_finds_the_same_rows(
    first: date, interval: Interval, path: list[int]
) -> None:
    book = Book()
    seen: dict[int, int] = {}
    cycle = 0
    for step in [0, *path]:
        cycle += step
        book.tell(told_on(interval.after(first, cycle, first.day), interval))
        assert seen.setdefault(cycle, book.open().id) == book.open().id
    assert len(set(seen.values())) == len(seen)


@given(
    start=st.datetimes(at("2025-01-01").replace(tzinfo=None), at("2026-12-31").replace(tzinfo=None)),
    interval=st.sampled_from(INTERVALS),
    minutes=st.lists(st.integers(-90, 90), min_size=1, max_size=10),
)
def test_an_hour_to_and_fro_never_makes_a_cycle(
    start: datetime, interval: Interval, minutes: list[int]
) -> None:
    book = Book()
    count, unit = interval.count, interval.unit.value
    for minute in [0, *minutes]:
        moment = at(start.isoformat()) + timedelta(minutes=minute)
        book.tell(told(next_on=None, next_at=moment, interval_count=count, interval_unit=unit))
    assert len(book.rows) == 1


@given(dates=st.lists(days, min_size=1, max_size=20), interval=st.sampled_from([*INTERVALS, None]))
def test_any_dates_whatever_leave_one_open_payment_on_the_date_told(
    dates: list[date], interval: Interval | None
) -> None:
    """The book itself asserts that no cycle stands twice and no two payments are open."""
    book = Book()
    for on in dates:
        book.tell(told_on(on, interval))
        assert all(row.due_on == on for row in book.rows.values() if row.is_open)
