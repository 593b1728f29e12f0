"""When a step speaks of a due date, and until when it still may. Pure calendar arithmetic.

The moment follows from the step, the send window, the day or instant it is measured from, and the time
zone, and from nothing else. Where it has to move, it moves earlier, never later.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from forenotice.kernel.interval import Unit, add_months
from forenotice.kernel.lead_time import LeadTime
from forenotice.kernel.local_time import end_of_day, instant, local_day, start_of_day
from forenotice.rules.specification import Anchor, StepSpecification

PUNCTUAL = timedelta(minutes=15)
"""Up to this late a reminder leaves at once; later it waits for the send window when that is closed."""

_LATE = timedelta(hours=1)
_ENOUGH_LEFT = timedelta(hours=24)
_A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours on the member's clock in which a reminder may leave; both ends belong to it."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Timing:
    """All of a step that its moments follow from. ``hour`` lies inside ``window``."""

    lead: LeadTime
    anchor: Anchor
    hour: time
    window: Window
    catch_up: timedelta

    @property
    def is_by_calendar(self) -> bool:
        """True when the moment follows from the day alone, whatever instant the source knows of."""
        return not self.lead.is_in_hours and self.lead.count > 0

    @property
    def must_be_left(self) -> timedelta:
        """How much time must be left before the due date when a reminder is more than an hour late."""
        return min(_ENOUGH_LEFT, timedelta(days=self.lead.shortest_days) / 2)


def timing(step: StepSpecification, window: Window, catch_up_hours: int) -> Timing:
    """The timing of a step in an organization whose own send window is `window`."""
    if step.window_start is not None and step.window_end is not None:
        window = Window(step.window_start, step.window_end)
    hour = step.hour if step.hour is not None else window.start
    hour = min(max(hour, window.start), window.end)
    return Timing(step.lead, step.anchor, hour, window, timedelta(hours=catch_up_hours))


@dataclass(frozen=True, slots=True)
class Moment:
    """When to speak, and the last moment at which that is still right and not too late."""

    send_at: datetime
    latest_at: datetime


@lru_cache(maxsize=65_536)
def moment(when: Timing, on: date, at: datetime | None, zone: str) -> Moment:
    """The moment of a step whose anchor is the local day `on`, or the instant `at` on that day."""
    send_at = _send_at(when, on, at, zone)
    return Moment(send_at, latest(when, send_at, due_moment(when, on, at, zone)))


def due_moment(when: Timing, on: date, at: datetime | None, zone: str) -> datetime:
    """From when on it is too late to speak ahead: the instant, else the start of the local day.

    Only a step of "0 days", which speaks on the day itself, may do so until a bare day has ended.
    """
    if at is not None:
        return at
    is_on_the_day = when.lead.count == 0
    return end_of_day(on, zone) if is_on_the_day else start_of_day(on, zone)


def latest(when: Timing, base: datetime, due: datetime) -> datetime:
    """The last moment for a reminder that could leave from `base` on, given its due moment.

    Late by the catch-up window at most; more than an hour late only with enough time left to act.
    """
    kind = min(base + when.catch_up, due - when.must_be_left)
    return min(max(kind, base + _LATE), due - _A_SECOND)


def is_open(window: Window, zone: str, now: datetime) -> bool:
    """Whether the window is open at `now` in a zone."""
    day = local_day(now, zone)
    return instant(day, window.start, zone) <= now <= instant(day, window.end, zone)


def opening(window: Window, zone: str, now: datetime) -> datetime:
    """`now` when the window is open in a zone, else the moment it opens next."""
    if is_open(window, zone, now):
        return now
    day = local_day(now, zone)
    opens = instant(day, window.start, zone)
    return opens if now < opens else instant(day + timedelta(days=1), window.start, zone)


def latest_open(window: Window, zone: str, by: datetime) -> datetime:
    """The last moment not after `by` at which the window is open in a zone."""
    day = local_day(by, zone)
    if by < instant(day, window.start, zone):
        return instant(day - timedelta(days=1), window.end, zone)
    return min(by, instant(day, window.end, zone))


def days_between(when: Timing, after: datetime, until: datetime, zone: str) -> list[date]:
    """The anchor days in a zone whose moment by the calendar is after one instant, not after another."""
    first = _first_anchor(when.lead, _local_day(after, zone))
    last = _last_anchor(when.lead, _local_day(until, zone))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if after < _by_calendar(when, day, zone) <= until]


def farthest_day(when: Timing, until: datetime) -> date:
    """A day after which no anchor, in any zone, has its moment at `until` or before."""
    # Zones lie up to 14 hours from UTC, and outside the window a moment moves back by less than a day.
    return _last_anchor(when.lead, local_day(until, "UTC")) + timedelta(days=3)


def instants_between(
    when: Timing, after: datetime, until: datetime, zone: str
) -> tuple[datetime, datetime] | None:
    """Among which anchor instants in a zone lie all whose moment is after one instant, not after another.

    The range is open below and closed above, and may hold others too; None when there can be none.
    """
    lead = _hours(when)
    opens_after = opening(when.window, zone, after)
    if opens_after > until:
        return None
    lower = after if opens_after == after else opens_after - _A_SECOND
    # What falls behind the end of a window moves back to it, so at its very end the next opening bounds it.
    return lower + lead, opening(when.window, zone, until + _A_SECOND) + lead


# Every step of a pulse asks for the same two moments in each zone.
_local_day = lru_cache(maxsize=2_048)(local_day)


def _send_at(when: Timing, on: date, at: datetime | None, zone: str) -> datetime:
    if at is None or when.is_by_calendar:
        return _by_calendar(when, on, zone)
    by_clock = latest_open(when.window, zone, at - _hours(when))
    return by_clock if when.lead.is_in_hours else min(by_clock, _by_calendar(when, on, zone))


@lru_cache(maxsize=16_384)
def _by_calendar(when: Timing, on: date, zone: str) -> datetime:
    return instant(when.lead.before(on), when.hour, zone)


def _hours(when: Timing) -> timedelta:
    """A lead in hours; "0 days" before an instant still leaves the member an hour."""
    return timedelta(hours=when.lead.count) if when.lead.is_in_hours else _LATE


@lru_cache(maxsize=16_384)
def _first_anchor(lead: LeadTime, day: date) -> date:
    if lead.unit is Unit.MONTH:
        return add_months(day, lead.count)
    return day + (day - lead.before(day))


def _last_anchor(lead: LeadTime, day: date) -> date:
    # The 28th to the 31st all fall on 28 February, a month before: up to three days more share a moment.
    return _first_anchor(lead, day) + timedelta(days=3 if lead.unit is Unit.MONTH else 0)
