"""Local hours exist through daylight-saving gaps and overlaps, and at both edges of the world."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.kernel.local_time import (
    UnknownZoneError,
    end_of_day,
    instant,
    local_clock,
    local_day,
    start_of_day,
    zone,
)

EDGES = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris", "America/New_York", "Australia/Lord_Howe"]


@pytest.mark.parametrize(
    ("day", "at", "where", "expected"),
    [
        (date(2026, 7, 1), time(9), "Europe/Paris", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        (date(2026, 1, 1), time(9), "Pacific/Kiritimati", datetime(2025, 12, 31, 19, tzinfo=UTC)),
        (date(2026, 1, 1), time(9), "Pacific/Pago_Pago", datetime(2026, 1, 1, 20, tzinfo=UTC)),
        # 02:30 does not exist on this day in Paris: the moment of the jump is 01:00 UTC.
        (date(2026, 3, 29), time(2, 30), "Europe/Paris", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        # 02:30 occurs twice: the first is still summer time.
        (date(2026, 10, 25), time(2, 30), "Europe/Paris", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # Lord Howe moves its clocks by half an hour, at 02:00.
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        # Beirut and others skip midnight itself.
        (date(2026, 3, 29), time(0), "Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_an_hour_of_a_zone_is_a_moment(day: date, at: time, where: str, expected: datetime) -> None:
    assert instant(day, at, where) == expected


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.sampled_from(EDGES),
)
def test_a_moment_stays_on_its_local_day(day: date, at: time, where: str) -> None:
    there = instant(day, at, where)
    assert local_day(there, where) == day
    assert start_of_day(day, where) <= there < end_of_day(day, where)
    assert local_clock(there, where) >= at


def test_a_day_with_a_jump_is_an_hour_shorter() -> None:
    day = date(2026, 3, 29)
    assert end_of_day(day, "Europe/Paris") - start_of_day(day, "Europe/Paris") == timedelta(hours=23)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe/Paris\n"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(UnknownZoneError, match="not a time zone"):
        zone(name)
