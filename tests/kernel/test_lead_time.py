"""Lead times are read as owners write them and reach far without overflow."""

from datetime import date

import pytest

from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime, LeadTimeError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 days", LeadTime(7, Unit.DAY)),
        ("1 day", LeadTime(1, Unit.DAY)),
        (" 2 Weeks ", LeadTime(2, Unit.WEEK)),
        ("1month", LeadTime(1, Unit.MONTH)),
        ("36 hours", LeadTime(36, Unit.HOUR)),
        ("0 days", LeadTime(0, Unit.DAY)),
    ],
)
def test_reads_what_an_owner_writes(text: str, expected: LeadTime) -> None:
    assert LeadTime.parse(text) == expected
    assert LeadTime.parse(str(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "days",
        "7",
        "-1 days",
        "1.5 days",
        "1 year",
        "1000000 days",
        "3661 days",
        "132 months",
        "7 days ago",
    ],
)
def test_refuses_the_rest_in_a_sentence(text: str) -> None:
    with pytest.raises(LeadTimeError, match="lead time"):
        LeadTime.parse(text)


@pytest.mark.parametrize(
    ("lead", "day", "expected"),
    [
        (LeadTime(7, Unit.DAY), date(2026, 3, 3), date(2026, 2, 24)),
        (LeadTime(2, Unit.WEEK), date(2026, 1, 5), date(2025, 12, 22)),
        (LeadTime(1, Unit.MONTH), date(2026, 3, 31), date(2026, 2, 28)),
        (LeadTime(400, Unit.DAY), date(2026, 11, 23), date(2025, 10, 19)),
        (LeadTime(3_660, Unit.DAY), date(2026, 11, 23), date(2016, 11, 15)),
        (LeadTime(24, Unit.HOUR), date(2026, 3, 3), date(2026, 3, 2)),
        (LeadTime(25, Unit.HOUR), date(2026, 3, 3), date(2026, 3, 1)),
        (LeadTime(1, Unit.HOUR), date(2026, 3, 3), date(2026, 3, 2)),
    ],
)
def test_counts_back_in_calendar_days(lead: LeadTime, day: date, expected: date) -> None:
    assert lead.before(day) == expected


@pytest.mark.parametrize(
    ("text", "days"), [("1 month", 28.0), ("2 weeks", 14.0), ("36 hours", 1.5), ("30 days", 30.0)]
)
def test_compares_with_an_interval_in_days(text: str, days: float) -> None:
    assert LeadTime.parse(text).shortest_days == days
