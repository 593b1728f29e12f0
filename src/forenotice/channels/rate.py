"""How many messages may leave now, if no minute may see more than so many."""

from collections.abc import Callable


class RateLimit:
    """A token bucket: small bursts are let through, and no minute ever sees more than `per_minute` messages.

    `monotonic` counts seconds and never goes back. ``per_minute`` of 0 sets no limit.
    """

    def __init__(self, per_minute: int, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._is_limited = per_minute > 0
        # A full bucket and what drips into it in less than a minute are together `per_minute`.
        self._size = max(1, per_minute // 20)
        self._per_second = (per_minute - self._size + 1) / 60
        self._tokens = float(self._size)
        self._seen = monotonic()

    def available(self) -> int:
        """How many messages may leave at this moment."""
        if not self._is_limited:
            return 1_000_000
        now = self._monotonic()
        self._tokens = min(self._size, self._tokens + (now - self._seen) * self._per_second)
        self._seen = now
        # Sums of fractions fall short of a whole by a hair.
        return int(self._tokens + 1e-9)

    def take(self, count: int) -> None:
        """Say that so many have left."""
        self._tokens -= count

    def seconds_until_next(self) -> float:
        """How long to wait until one more may leave; 0 when one may leave now."""
        if self.available() > 0:
            return 0.0
        return (1 - self._tokens) / self._per_second
