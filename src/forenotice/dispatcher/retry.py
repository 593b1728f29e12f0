"""When a delivery is tried again that its channel could not take just now. Pure.

The waits grow and are spread, so that a server that was down does not meet everybody at once. A try
keeps to the send window, and is late under the same terms as a first word: never after the reminder's
latest moment.
"""

import zlib
from datetime import datetime, time, timedelta
from typing import NamedTuple

from forenotice.planner.schedule import PUNCTUAL, Window, is_open, latest_open, opening

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long to wait after each try. Together they reach as far as an outage is caught up by default."""

PROGRAM_WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The waits for programs, which mind no night: those that Standard Webhooks 1.0 names."""

_SPREAD = 0.15
ALL_DAY = Window(time.min, time.max)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30))


class Hours(NamedTuple):
    """In which hours somebody may be spoken to, and the last moment at which it is still right."""

    window: Window
    zone: str
    latest_at: datetime
    waits: tuple[timedelta, ...] = WAITS

    def are_open(self, now: datetime, since: datetime) -> bool:
        """Whether something that could leave from `since` on may leave `now`."""
        return now - since <= PUNCTUAL or is_open(self.window, self.zone, now)


def next_try(
    *, tries: int, now: datetime, hours: Hours, seed: str, retry_after_seconds: int | None = None
) -> datetime | None:
    """When to try again after so many tries, or None when no try is left.

    `seed` spreads the tries of different deliveries, and gives the same moment again for the same one.
    What the channel asked for (`retry_after_seconds`) is waited at least.
    """
    waits = hours.waits
    if tries > len(waits):
        return None
    asked = timedelta(seconds=retry_after_seconds or 0)
    wanted = opening(hours.window, hours.zone, now + max(_spread(waits[tries - 1], f"{seed} {tries}"), asked))
    if wanted <= hours.latest_at:
        return wanted
    # The regular moment would be too late, so the last moment that is not becomes the last chance.
    last_chance = latest_open(hours.window, hours.zone, hours.latest_at - waits[0])
    return last_chance if last_chance >= now + max(waits[0], asked) else None


def all_day(latest_at: datetime) -> Hours:
    """The hours of a program: all of them, until it is too late."""
    return Hours(ALL_DAY, "UTC", latest_at, PROGRAM_WAITS)


def pause_after(failures: int) -> timedelta:
    """How long a channel is left alone that has failed for everybody so many times in a row."""
    return _PAUSES[min(failures, len(_PAUSES)) - 1]


def _spread(wait: timedelta, seed: str) -> timedelta:
    fraction = zlib.crc32(seed.encode()) / 0xFFFFFFFF
    return wait * (1 - _SPREAD + 2 * _SPREAD * fraction)
