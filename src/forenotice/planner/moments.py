"""Moments for many due dates at once: a row for each distinct day or instant and zone, to join in SQL."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from forenotice.planner.schedule import PUNCTUAL, Timing, Window, due_moment, is_open, moment, opening

COLUMNS = {
    "anchor_on": "date",
    "anchor_at": "timestamptz",
    "zone": "text",
    "send_at": "timestamptz",
    "release_at": "timestamptz",
    "latest_at": "timestamptz",
    "due_by": "timestamptz",
    "open_at": "timestamptz",
    "late_from": "timestamptz",
    "catch_up_by": "timestamptz",
}


class Key(NamedTuple):
    """What a step's moment follows from. ``at`` is None where only the day counts or only it is known."""

    on: date
    at: datetime | None
    zone: str


class MomentRow(NamedTuple):
    """One row of the joined table; see :data:`COLUMNS`.

    ``release_at`` is the first moment at which the reminder may leave, which for a late one may be when the
    window opens; ``open_at`` the same for one whose moment was past from the start. ``late_from`` and
    ``catch_up_by`` bound the catch-up when the due moment is an instant of its own.
    """

    anchor_on: date
    anchor_at: datetime | None
    zone: str
    send_at: datetime
    release_at: datetime
    latest_at: datetime
    due_by: datetime
    open_at: datetime
    late_from: datetime
    catch_up_by: datetime


class Moments:
    """Moment rows as of one `now`; every distinct one is worked out once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._rows: dict[tuple[Timing, Key], MomentRow] = {}
        self._openings: dict[tuple[Window, str], datetime] = {}

    def rows(self, when: Timing, keys: Iterable[Key]) -> list[MomentRow]:
        """The moments of those keys, in their order."""
        return [self._row(when, key) for key in keys]

    def opening(self, window: Window, zone: str) -> datetime:
        """When a window is open next in a zone: now, if it is."""
        found = self._openings.get((window, zone))
        if found is None:
            found = self._openings[window, zone] = opening(window, zone, self.now)
        return found

    def _row(self, when: Timing, key: Key) -> MomentRow:
        found = self._rows.get((when, key))
        if found is None:
            found = self._rows[when, key] = self._work_out(when, key)
        return found

    def _work_out(self, when: Timing, key: Key) -> MomentRow:
        speak = moment(when, key.on, key.at, key.zone)
        return MomentRow(
            *key,
            send_at=speak.send_at,
            release_at=self.release_at(when.window, key.zone, speak.send_at),
            latest_at=speak.latest_at,
            due_by=due_moment(when, key.on, key.at, key.zone) - timedelta(seconds=1),
            open_at=self.opening(when.window, key.zone),
            late_from=speak.send_at + timedelta(hours=1),
            catch_up_by=speak.send_at + when.catch_up,
        )

    def release_at(self, window: Window, zone: str, send_at: datetime) -> datetime:
        """The earliest moment at which a reminder may leave that was to be said at `send_at`."""
        if send_at >= self.now - PUNCTUAL or is_open(window, zone, self.now):
            return send_at
        return self.opening(window, zone)
