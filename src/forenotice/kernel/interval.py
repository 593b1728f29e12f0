"""Billing intervals and calendar arithmetic that remembers the anchor day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """The units that a billing interval or a lead time counts in."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


# A month counts 28 days when a lead time is compared with an interval, so that no month is too short for it.
SHORTEST_DAYS = {Unit.HOUR: 0, Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 28, Unit.YEAR: 365}
_MEAN_DAYS = {Unit.DAY: 1.0, Unit.WEEK: 7.0, Unit.MONTH: 30.436875, Unit.YEAR: 365.2425}


def add_months(day: date, months: int, anchor_day: int | None = None) -> date:
    """``day`` moved by whole months onto ``anchor_day``, or onto the last of a month that has no such day.

    >>> add_months(date(2026, 2, 28), 1, anchor_day=31)
    datetime.date(2026, 3, 31)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor_day or day.day, last))


@dataclass(frozen=True, slots=True)
class Interval:
    """The time between two payments: ``Interval(3, Unit.MONTH)`` is quarterly. No interval is in hours."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 1 or self.unit is Unit.HOUR:
            raise ValueError("A billing interval is a whole number of days, weeks, months or years.")

    @property
    def shortest_days(self) -> int:
        """Its length in days when every month has 28."""
        return self.count * SHORTEST_DAYS[self.unit]

    @property
    def spellings(self) -> tuple["Interval", ...]:
        """Every way to say it, the plainest first: 12 months are a year, and 7 days a week."""
        for longer, shorter, times in ((Unit.YEAR, Unit.MONTH, 12), (Unit.WEEK, Unit.DAY, 7)):
            if self.unit is longer:
                return self, Interval(self.count * times, shorter)
            if self.unit is shorter and self.count % times == 0:
                return Interval(self.count // times, longer), self
        return (self,)

    @property
    def mean_days(self) -> float:
        """Its length in days on the average of many years."""
        return self.count * _MEAN_DAYS[self.unit]

    def after(self, day: date, times: int = 1, anchor_day: int | None = None) -> date:
        """The day ``times`` whole intervals after ``day``; negative counts go back."""
        if self.unit is Unit.MONTH:
            return add_months(day, self.count * times, anchor_day)
        if self.unit is Unit.YEAR:
            return add_months(day, 12 * self.count * times, anchor_day)
        days = 7 if self.unit is Unit.WEEK else 1
        return day + timedelta(days=days * self.count * times)

    def steps_between(self, first: date, second: date) -> int:
        """How many whole intervals, rounded, lie between two days; negative when ``second`` is earlier."""
        return round((second - first).days / self.mean_days)
