"""Counting what is very much, at most a little in each request, so that no page ever waits for it.

What was counted is remembered for some minutes: changing a lead time counts nothing again, and a count that
takes several requests goes on where it was, also after a reload.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Generic, NamedTuple, TypeVar

from django.core.cache import cache

WHOLE = 100
"""Per cent: all of it is counted."""

_KEPT_SECONDS = 300
Row = TypeVar("Row")


class Counted(NamedTuple, Generic[Row]):
    """What is found so far. ``share`` is how much of it is counted, in per cent."""

    found: Sequence[Row]
    share: int

    @property
    def is_whole(self) -> bool:
        """Whether that is all."""
        return self.share >= WHOLE


def counted_on(
    question: object,
    first_on: date,
    last_on: date,
    count: Callable[[date], tuple[Sequence[Row], date | None]],
) -> Counted[Row]:
    """Count on from where the last request that asked the same question left off.

    ``count`` is given a day to begin with, and tells what it found and the first day not counted yet.
    """
    key = f"piecewise:{sha256(repr((question, first_on)).encode()).hexdigest()}"
    known: tuple[Sequence[Row], date] | None = cache.get(key)
    found, through = known or ((), first_on - timedelta(days=1))
    if through < last_on:
        more, next_on = count(through + timedelta(days=1))
        through = last_on if next_on is None else next_on - timedelta(days=1)
        found = [*found, *more]
        if known is not None or next_on is not None:
            cache.set(key, (found, through), _KEPT_SECONDS)
    days = (last_on - first_on).days + 1
    share = WHOLE if days <= 0 else min(WHOLE, round(WHOLE * ((through - first_on).days + 1) / days))
    return Counted(found, share if through >= last_on else min(share, WHOLE - 1))
