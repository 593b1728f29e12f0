"""Which payment is it? Tells a payment that was moved from the one that comes after it. Pure.

A source that names its periods is believed. Otherwise we count the whole intervals, rounded, between the
new date and the date *first seen* for the cycle, and never the date it was last moved to: many small moves
then add up to the next cycle where they should, and an hour to and fro never makes one.
"""

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from math import floor
from typing import NamedTuple

from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.due import Due, Moment

KEYED = "key:"
FIRST = "1"
_SECONDS_A_DAY = 86_400
_SHORTEST_MONTH = 28


class Which(NamedTuple):
    """The answer: an old row, or None for a new one; its cycle; and whether that lies after the current one.

    ``steps`` is 0 for the current payment, positive for a later and negative for an earlier one.
    """

    row: Due | None
    cycle: str
    steps: int


def which_payment(told: Moment, interval: Interval | None, rows: Sequence[Due], today: date) -> Which:
    """The cycle that ``told`` belongs to, given every row of the same subscription and occasion.

    ``today`` is the local day; it only counts where nothing repeats.
    """
    if not rows:
        return Which(None, first_cycle(told), 1)
    current = current_row(rows)
    if told.key:
        return _by_key(told, interval, rows, current)
    if _shorter(current, interval) is None:
        return _once(told, rows, current, today)
    steps = _steps(current, told, interval) or _steps_since_passed(current, told, interval, today)
    if steps == 0:
        return Which(current, current.cycle, 0)
    on_that_side = [row for row in rows if (row.first_on - current.first_on).days * steps > 0]
    known = _closest(told, _shorter(current, interval), on_that_side)
    if known is not None:
        return Which(known, known.cycle, steps)
    return Which(None, _free_number(current, steps, rows), steps)


def first_cycle(told: Moment) -> str:
    """The cycle of a payment before which there was none."""
    return KEYED + told.key if told.key else FIRST


def current_row(rows: Sequence[Due]) -> Due:
    """The row that is open, else the one whose date came last."""
    return max(rows, key=lambda row: (row.is_open, row.first_on, row.id))


def anchor_of(day: date, told_anchor: int | None, earlier_anchor: int | None) -> int:
    """The day of the month that later cycles return to.

    A day at the end of a month that is too short for the earlier anchor keeps that anchor: what began on the
    31st and was told for 28 February is back on 31 March.
    """
    if told_anchor is not None:
        return told_anchor
    if day.day < _SHORTEST_MONTH:
        return day.day
    is_cut_short = day.day == calendar.monthrange(day.year, day.month)[1]
    return max(day.day, earlier_anchor or 0) if is_cut_short else day.day


@lru_cache(maxsize=1024)
def interval_of(count: int | None, unit: str) -> Interval | None:
    """The interval that two columns hold, or None."""
    return Interval(count, Unit(unit)) if count and unit else None


@lru_cache(maxsize=1024)
def interval_columns(interval: Interval | None) -> tuple[int | None, str, int]:
    """The interval as columns hold it: count, unit, and days when every month has 28."""
    return (interval.count, str(interval.unit), interval.shortest_days) if interval else (None, "", 0)


def _by_key(told: Moment, interval: Interval | None, rows: Sequence[Due], current: Due) -> Which:
    cycle = KEYED + told.key
    later = 1 if told.on >= current.due_on else -1
    for row in rows:
        if row.cycle == cycle:
            return Which(row, cycle, 0 if row is current else later)
    # A source that begins to name its periods names the payment that we know by a number.
    if not current.cycle.startswith(KEYED) and _is_same(current, told, interval):
        return Which(current, cycle, 0)
    return Which(None, cycle, later)


def _is_same(row: Due, told: Moment, interval: Interval | None) -> bool:
    if told.on == row.due_on:
        return True
    return _shorter(row, interval) is not None and _steps(row, told, interval) == 0


def _closest(told: Moment, interval: Interval | None, rows: Sequence[Due]) -> Due | None:
    """Another row that this date belongs to: where it stood last, else the nearest first-seen date."""
    same = [row for row in rows if _is_same(row, told, interval)]
    return min(
        same,
        key=lambda row: (row.due_on != told.on, abs(_days(row.first_on, row.first_at, told)), -row.id),
        default=None,
    )


def _steps(row: Due, told: Moment, interval: Interval | None) -> int:
    """Whole intervals from the date first seen; a half counts up, so that every date lies in one cycle."""
    shorter = _shorter(row, interval)
    if shorter is None:
        return 0
    return floor(_days(row.first_on, row.first_at, told) / shorter.mean_days + 0.5)


def _steps_since_passed(row: Due, told: Moment, interval: Interval | None, today: date) -> int:
    """1 when a payment that had come nearer has passed, and the new date lies an interval after it."""
    shorter = _shorter(row, interval)
    if shorter is None or row.due_on >= today:
        return 0
    return max(0, floor(_days(row.due_on, row.due_at, told) / shorter.mean_days + 0.5))


def _shorter(row: Due, interval: Interval | None) -> Interval | None:
    """Of the interval that the row was seen with and the one told now, the shorter.

    When a yearly plan becomes a monthly one, a payment a month later is another payment, and so it is when
    the monthly one becomes yearly.
    """
    earlier = interval_of(row.interval_count, row.interval_unit)
    both = [each for each in (earlier, interval) if each is not None]
    return min(both, key=lambda each: each.mean_days, default=None)


def _days(on: date, at: datetime | None, told: Moment) -> float:
    """From a date to the one told now; by instants where both are known, since days have borders."""
    if at is not None and told.at is not None:
        return (told.at - at).total_seconds() / _SECONDS_A_DAY
    return (told.on - on).days


def _once(told: Moment, rows: Sequence[Due], current: Due, today: date) -> Which:
    """Where nothing repeats: the same payment until its day has passed, then the next."""
    earlier = [row for row in rows if told.on <= row.due_on < current.due_on]
    if earlier:
        row = min(earlier, key=lambda row: row.due_on)
        return Which(row, row.cycle, -1)
    if current.due_on < today and told.on > current.due_on:
        return Which(None, _free_number(current, 1, rows), 1)
    return Which(current, current.cycle, 0)


def _free_number(current: Due, steps: int, rows: Sequence[Due]) -> str:
    taken = {row.cycle for row in rows}
    number = steps + (len(rows) if current.cycle.startswith(KEYED) else int(current.cycle))
    while str(number) in taken:
        number += 1 if steps > 0 else -1
    return str(number)
