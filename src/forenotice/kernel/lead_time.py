"""How long before a due date to speak."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from forenotice.kernel.interval import SHORTEST_DAYS, Unit, add_months

_LONGEST_DAYS = 3_660
_PATTERN = re.compile(r"\s*(\d{1,5})\s*(hour|day|week|month)s?\s*", re.IGNORECASE)


class LeadTimeError(ValueError):
    """A lead time that cannot be read."""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """A whole number of hours, days, weeks or months, as an owner says it: ``7 days``."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit is Unit.YEAR or self.count < 0:
            raise LeadTimeError("A lead time is a number of hours, days, weeks or months.")
        if self.shortest_days > _LONGEST_DAYS:
            raise LeadTimeError(f'"{self}" is too long. A lead time reaches back ten years at most.')

    @classmethod
    def parse(cls, text: str) -> "LeadTime":
        """Read ``7 days``, ``1 month`` or ``36 hours``; raise :class:`LeadTimeError` for anything else."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise LeadTimeError(
                f'"{text}" is not a lead time. Write a number and hours, days, weeks or months: "7 days".'
            )
        return cls(int(match[1]), Unit(match[2].lower()))

    @property
    def is_in_hours(self) -> bool:
        """True when it is measured back from an instant and not from a calendar day."""
        return self.unit is Unit.HOUR

    @property
    def shortest_days(self) -> float:
        """Its length in days when every month has 28."""
        if self.is_in_hours:
            return self.count / 24
        return float(self.count * SHORTEST_DAYS[self.unit])

    def before(self, day: date) -> date:
        """The calendar day this long before ``day``; hours round up, for a day has no hour to count from."""
        if self.unit is Unit.MONTH:
            return add_months(day, -self.count)
        if self.is_in_hours:
            return day - timedelta(days=-(-self.count // 24))
        return day - timedelta(days=self.count * SHORTEST_DAYS[self.unit])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"
