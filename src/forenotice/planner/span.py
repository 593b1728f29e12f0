"""The days to speak on, what is due for them, and what is said on each: plain values."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from forenotice.kernel.local_time import start_of_day
from forenotice.planner.schedule import farthest_day
from forenotice.planner.steps import PlannedStep
from forenotice.rules.specification import Anchor

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayTold:
    """So many reminders of one kind on the day ``send_on``, about what is due on ``due_on`` or follows it.

    ``withheld`` is how many more the last look will withhold, as far as that can be foreseen.
    """

    due_on: date
    send_on: date
    kind: str
    currency: str
    count: int
    unpriced: int
    minor: int
    withheld: int = 0


class Span(NamedTuple):
    """Days to speak on, both among them."""

    first_on: date
    last_on: date

    def due_days(self, step: PlannedStep) -> "Span":
        """Between which days lies what a step speaks of in the span."""
        is_early = step.timing is None or step.timing.anchor is Anchor.CANCEL_BY
        return Span(self.first_on - _DAY, date.max if is_early else self.farthest(step))

    def farthest(self, step: PlannedStep) -> date:
        """A day after which nothing lies that a step, or a wish for it, speaks of in the span."""
        if step.timing is None:
            return self.last_on
        farthest = farthest_day(step.timing, start_of_day(self.last_on + _DAY, "UTC"))
        wished = step.wishing.allowed[-1] if step.wishing is not None and step.wishing.moves else 0
        return max(farthest, self.last_on + timedelta(days=wished + 1))
