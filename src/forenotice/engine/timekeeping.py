"""Has the clock jumped? A wrong one would call everything planned too late, and what is not due yet due."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

JUMP = timedelta(minutes=10)
"""By so much may the clock be set without anybody asking why."""

STEADY_SECONDS = 1_800.0
"""For so long must a clock that jumped go steadily before it is believed."""


def steady_seconds() -> float:
    """Seconds that pass whatever is done to the clock, also while the computer sleeps."""
    # Elsewhere the usual one goes on in sleep by itself.
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Timekeeper:
    """Compares the clock with the time that passed, at each look; every thread may look."""

    def __init__(self, steady: Callable[[], float] = steady_seconds) -> None:
        self._steady = steady
        self._lock = threading.Lock()
        self._last: tuple[datetime, float] | None = None
        self._astray = timedelta()
        self._jumped_at = 0.0

    def astray(self, now: datetime) -> timedelta:
        """By how much the clock jumped, as long as it is not to be believed; else no time at all.

        It is believed again once it is back where it should be, or has gone steadily for half an hour: who
        runs this may have set it right, or moved a sleeping machine.
        """
        with self._lock:
            return self._look(now, self._steady())

    def _look(self, now: datetime, seconds: float) -> timedelta:
        before, seconds_before = self._last or (now, seconds)
        self._last = now, seconds
        step = now - before - timedelta(seconds=seconds - seconds_before)
        has_jumped = abs(step) > JUMP
        if has_jumped:
            self._jumped_at = seconds
        if has_jumped or self._astray:
            self._astray += step
        if abs(self._astray) <= JUMP or seconds - self._jumped_at >= STEADY_SECONDS:
            self._astray = timedelta()
        return self._astray
