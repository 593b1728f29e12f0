"""A source moves a date: before the reminder, after it, by a little and back, and little by little."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from tests.stories.life import Life


def test_moved_before_the_reminder_it_leaves_on_the_new_day(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-23")
    life.told("ana", next_on=date(2026, 2, 4))
    life.until("2026-02-04")
    life.expect("2026-01-28 7-days ana")


def test_moved_after_the_reminder_nothing_is_said_again(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-25")
    life.expect("2026-01-24 7-days ana")
    life.told("ana", next_on=date(2026, 2, 10))
    life.until("2026-02-10")
    life.expect()


def test_an_hour_to_and_fro_is_one_payment(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    midnight = datetime(2026, 1, 31, 0, 0, tzinfo=UTC)
    for day in range(25):
        shift = timedelta(minutes=30 if day % 2 else -30)
        life.told("ana", next_on=None, next_at=midnight + shift)
        life.advance(days=1)
    # It flips over midnight each day, after the pulse, and the day to speak with it; it is still said once.
    life.expect("2026-01-25 7-days ana")
    assert len(life.kinds("ana")) == 1


def test_many_small_moves_never_hide_a_cycle(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "6 days")
    due = date(2026, 1, 12)
    life.told("ana", next_on=due)
    for _ in range(30):
        life.advance(days=2)
        due += timedelta(days=2)
        life.told("ana", next_on=due)
    # Half an interval from where a payment was first seen, it is the next one, however slowly it got there.
    assert [closing for _, _, closing in life.kinds("ana")] == ["paid", "paid", "paid", ""]
    life.expect(
        "2026-01-06 6-days ana",
        "2026-01-22 6-days ana",
        "2026-02-07 6-days ana",
        "2026-02-23 6-days ana",
    )
