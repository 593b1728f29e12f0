"""Counting what a draft would do, at most a little in each request, so that no page ever waits for it.

What was counted is remembered for some minutes: changing a lead time counts nothing again, and a count that
takes several requests goes on where it was, also after a reload.
"""

from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.core.cache import cache

from forenotice.planner.queries import DraftRule, Piece, count_piece

_KEPT_SECONDS = 300


class Counted(NamedTuple):
    """What is counted so far. ``share`` is how much of it that is, in per cent, and 100 when it is all."""

    piece: Piece
    share: int


def counted(rule: DraftRule, first_on: date, until: date) -> Counted:
    """Count on for a draft what is due from one day to another, from where the last request left off."""
    key = _key(rule, first_on)
    known: tuple[Piece, date] | None = cache.get(key)
    piece, through = known or (Piece([], first_on), first_on - timedelta(days=1))
    if through < until:
        more = count_piece(rule, through + timedelta(days=1), until)
        through = until if more.next_on is None else more.next_on - timedelta(days=1)
        piece = Piece([*piece.sorts, *more.sorts], more.next_on)
        if known is not None or more.next_on is not None:
            cache.set(key, (piece, through), _KEPT_SECONDS)
    days = (until - first_on).days + 1
    return Counted(piece, min(100, round(100 * ((through - first_on).days + 1) / days)))


def _key(rule: DraftRule, first_on: date) -> str:
    asked = (rule.organization.pk, rule.conditions, rule.asks_cancel_by, first_on)
    return f"draft:{sha256(repr(asked).encode()).hexdigest()}"
