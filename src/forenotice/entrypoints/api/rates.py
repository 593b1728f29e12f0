"""How many requests a key may make: a counter for each key and minute, in the memory of the web process.

It costs no query, and forgets everything when the process ends: it is there so that a program gone wild does
not slow down the others, not to bill anybody. Several web processes count each for itself.
"""

import threading
from dataclasses import dataclass

_WINDOW_SECONDS = 60


@dataclass(slots=True)
class _Window:
    number: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a minute, once a request was counted."""

    quota: int
    remaining: int
    seconds_left: int
    is_spent: bool

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF's draft on RateLimit header fields has them."""
        return {
            "RateLimit-Policy": f'"key";q={self.quota};w={_WINDOW_SECONDS}',
            "RateLimit": f'"key";r={self.remaining};t={self.seconds_left}',
        }


class Counter:
    """Counts requests by key."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self._windows: dict[str, _Window] = {}
        self._lock = threading.Lock()

    def count(self, key: str, *, quota: int, seconds: float) -> Allowance:
        """One more request of that key, ``seconds`` on a clock that only goes forward."""
        number, into = divmod(int(seconds), _WINDOW_SECONDS)
        with self._lock:
            window = self._windows.get(key)
            if window is None or window.number != number:
                if len(self._windows) > 1_000:
                    self._forget_others(number)
                window = self._windows[key] = _Window(number)
            is_spent = window.used >= quota
            if not is_spent:
                window.used += 1
            return Allowance(quota, quota - window.used, _WINDOW_SECONDS - into, is_spent)

    def _forget_others(self, number: int) -> None:
        self._windows = {key: each for key, each in self._windows.items() if each.number == number}
