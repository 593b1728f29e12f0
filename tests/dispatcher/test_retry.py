"""Later tries: growing waits, spread, inside the send window, never past the latest moment."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.dispatcher.retry import WAITS, Hours, next_try, pause_after
from forenotice.planner.schedule import Window, is_open

DAY = Window(time(9), time(20))
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def hours(latest_in: timedelta, zone: str = "UTC", window: Window = DAY) -> Hours:
    return Hours(window, zone, NOON + latest_in)


@pytest.mark.parametrize(("tries", "wait"), [(1, 1), (2, 5), (3, 20), (4, 60)])
def test_waits_grow_with_each_try(tries: int, wait: int) -> None:
    at = next_try(tries=tries, now=NOON, hours=hours(timedelta(days=2)), seed="a")
    assert at is not None
    assert timedelta(minutes=0.8 * wait) <= at - NOON <= timedelta(minutes=1.2 * wait)


def test_tries_of_different_deliveries_are_spread_and_of_the_same_one_repeatable() -> None:
    moments = {next_try(tries=4, now=NOON, hours=hours(timedelta(days=2)), seed=f"{n}@x") for n in range(50)}
    assert len(moments) == 50
    again = next_try(tries=4, now=NOON, hours=hours(timedelta(days=2)), seed="7@x")
    assert again in moments


def test_what_the_channel_asked_for_is_waited_at_least() -> None:
    at = next_try(tries=1, now=NOON, hours=hours(timedelta(days=2)), seed="a", retry_after_seconds=3600)
    assert at == NOON + timedelta(hours=1)


def test_a_try_that_would_fall_into_the_night_waits_for_the_morning() -> None:
    late = datetime(2026, 3, 3, 19, 59, tzinfo=UTC)
    at = next_try(tries=3, now=late, hours=Hours(DAY, "UTC", late + timedelta(days=1)), seed="a")
    assert at == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_the_window_is_on_the_members_clock() -> None:
    # Noon in UTC is 01:00 of the next day in Auckland, and its window opens eight hours later.
    at = next_try(tries=1, now=NOON, hours=hours(timedelta(days=2), "Pacific/Auckland"), seed="a")
    assert at == NOON + timedelta(hours=8)


def test_the_last_chance_is_taken_when_the_regular_wait_would_be_too_long() -> None:
    at = next_try(tries=5, now=NOON, hours=hours(timedelta(hours=2)), seed="a")
    assert at == NOON + timedelta(hours=1, minutes=59)
    at = next_try(tries=7, now=NOON, hours=hours(timedelta(hours=10)), seed="a")
    assert at == datetime(2026, 3, 3, 20, tzinfo=UTC), "later the window is closed"


def test_there_is_no_try_after_the_latest_moment_and_none_after_the_last() -> None:
    assert next_try(tries=1, now=NOON, hours=hours(timedelta(seconds=20)), seed="a") is None
    assert next_try(tries=len(WAITS) + 1, now=NOON, hours=hours(timedelta(days=30)), seed="a") is None


@given(
    tries=st.integers(1, 10),
    minutes=st.integers(0, 60 * 24 * 4),
    after=st.none() | st.integers(0, 200_000),
    zone=st.sampled_from(
        ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Sao_Paulo", "Asia/Kathmandu"]
    ),
    opens=st.integers(0, 12),
    closes=st.integers(13, 23),
)
def test_a_try_is_always_later_inside_the_window_and_not_too_late(
    tries: int, minutes: int, after: int | None, zone: str, opens: int, closes: int
) -> None:
    window = Window(time(opens), time(closes))
    latest_at = NOON + timedelta(minutes=minutes)
    at = next_try(
        tries=tries,
        now=NOON,
        hours=Hours(window, zone, latest_at),
        seed="seed",
        retry_after_seconds=after,
    )
    if at is not None:
        assert NOON + timedelta(seconds=max(50, after or 0)) <= at <= latest_at
        assert is_open(window, zone, at)


def test_a_failing_channel_is_left_alone_longer_each_time_up_to_half_an_hour() -> None:
    pauses = [pause_after(failures) for failures in range(1, 10)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] == timedelta(minutes=30)


def test_shortly_after_the_moment_the_window_is_not_asked() -> None:
    closing = datetime(2026, 3, 3, 20, tzinfo=UTC)
    here = Hours(DAY, "UTC", closing + timedelta(days=1))
    assert here.are_open(closing + timedelta(minutes=10), since=closing)
    assert not here.are_open(closing + timedelta(minutes=16), since=closing)
