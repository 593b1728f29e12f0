"""The tests' own arithmetic of days and hours, so that nothing is judged by the code that is being judged."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lead:
    """So many hours, days, weeks or months."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def is_in_hours(self) -> bool:
        """Whether it is counted back from an instant."""
        return self.unit == "hour"

    @property
    def hours(self) -> int:
        """How long it is when a month has 28 days."""
        return self.count * {"hour": 1, "day": 24, "week": 168, "month": 672}[self.unit]

    def before(self, day: date) -> date:
        """The day so long before another; begun days count whole."""
        if self.unit == "month":
            return months_later(day, -self.count, day.day)
        return day - timedelta(days=-(-self.hours // 24))


def months_later(day: date, months: int, anchor: int) -> date:
    """The day of that number some months later, or the last one where the month is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(anchor, calendar.monthrange(year, month + 1)[1]))


def later(day: date, unit: str, times: int) -> date:
    """The day some intervals later."""
    if unit == "week":
        return day + timedelta(days=7 * times)
    return months_later(day, times * {"month": 1, "quarter": 3, "year": 12}[unit], day.day)


def wall(day: date, clock: time, zone: str) -> datetime:
    """The moment at which a zone's clocks show that."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def local(moment: datetime, zone: str) -> datetime:
    """What a zone's calendar and clocks show at a moment, as a naive value."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def last_open(moment: datetime, zone: str, opens: time, closes: time) -> datetime:
    """The last moment, not after another, at which a window is open."""
    shown = local(moment, zone)
    if shown.time() < opens:
        return wall(shown.date() - DAY, closes, zone)
    return wall(shown.date(), closes, zone) if shown.time() > closes else moment
