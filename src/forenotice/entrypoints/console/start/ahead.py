"""What will leave: counted and listed for the next days, as if the organization were live already."""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache

from forenotice.accounts.states import Mode
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.ledger.queries import has_more_than
from forenotice.planner.queries import Upcoming, leaving_by_day, uncounted, upcoming

DAYS = 30
_FEW, _MOST_LISTED = 5_000, 500
_FIRST_DAYS = 2
_KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Leaving:
    """The reminders of the next days: ``listed`` one by one, or where they are too many only ``counted``.

    ``is_counting``: what is counted of the days is not complete yet.
    """

    count: int
    listed: Sequence[Upcoming] = ()
    counted: Sequence[tuple[date, int]] = ()
    is_counting: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are listed."""
        return bool(self.listed) and self.count > len(self.listed)


def leaving(visitor: Visitor) -> Leaving:
    """What leaves in the next 30 days; of very many members the days are only counted."""
    if has_more_than(visitor.organization, _FEW):
        return _counted(visitor)
    listed = _listed(visitor, DAYS)
    return Leaving(len(listed), listed[:_MOST_LISTED])


def listed_before(visitor: Visitor) -> Sequence[Upcoming]:
    """The list as it was made last, so that whoever reads on from mail to mail stays in one list.

    Of very many members it holds what leaves first.
    """
    kept: list[Upcoming] | None = cache.get(_name(visitor))
    if kept is not None:
        return kept
    is_large = has_more_than(visitor.organization, _FEW)
    return _listed(visitor, _FIRST_DAYS if is_large else DAYS)[:_MOST_LISTED]


def _counted(visitor: Visitor) -> Leaving:
    organization = visitor.organization
    days: Counter[date] = Counter()
    for each in leaving_by_day(organization, visitor.now, DAYS):
        days[each.day] += each.count
    left = uncounted(organization)
    return Leaving(days.total(), counted=sorted(days.items()), is_counting=bool(left.days or left.steps))


def _listed(visitor: Visitor, days: int) -> Sequence[Upcoming]:
    organization, now = copy(visitor.organization), visitor.now
    if organization.mode != Mode.LIVE:
        organization.mode, organization.live_since = Mode.LIVE, now
    listed = upcoming(organization, now=now, until=now + timedelta(days=days))
    cache.set(_name(visitor), listed[:_MOST_LISTED], _KEPT_SECONDS)
    return listed


def _name(visitor: Visitor) -> str:
    mine = visitor.organization
    return f"leaving-{mine.pk}-{mine.created_at.timestamp()}-{visitor.user.pk}"
