"""What will leave: counted and listed for the next days, as if the organization were live already."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from forenotice.accounts.states import Mode
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import has_more_than
from forenotice.planner.queries import Upcoming, leaving_by_day, upcoming

DAYS = 30
_FEW, _MOST_LISTED = 5_000, 500
_KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Leaving:
    """The reminders of the next days. ``listed`` are the first of them, ``count`` is how many there are."""

    listed: Sequence[Upcoming]
    count: int
    until: datetime

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are listed."""
        return self.count > len(self.listed)


def leaving(visitor: Visitor) -> Leaving:
    """What leaves in the next 30 days; of very many members only the first days are listed one by one."""
    found = _leaving(visitor)
    cache.set(_name(visitor), list(found.listed), _KEPT_SECONDS)
    return found


def listed_before(visitor: Visitor) -> Sequence[Upcoming]:
    """The list as it was shown last, so that whoever reads on from mail to mail stays in one list."""
    kept: list[Upcoming] | None = cache.get(_name(visitor))
    return leaving(visitor).listed if kept is None else kept


def _name(visitor: Visitor) -> str:
    mine = visitor.organization
    return f"leaving-{mine.pk}-{mine.created_at.timestamp()}-{visitor.user.pk}"


def _leaving(visitor: Visitor) -> Leaving:
    organization, now = copy(visitor.organization), visitor.now
    if organization.mode != Mode.LIVE:
        organization.mode, organization.live_since = Mode.LIVE, now
    if not has_more_than(organization, _FEW):
        listed = upcoming(organization, now=now, until=now + timedelta(days=DAYS))
        return Leaving(listed[:_MOST_LISTED], len(listed), now + timedelta(days=DAYS))
    days = leaving_by_day(visitor.organization, now, DAYS)
    today = local_day(now, organization.time_zone)
    ahead, seen = 1, 0
    for day in days:
        seen += day.count
        if seen > _MOST_LISTED:
            break
        ahead = max(ahead, (day.day - today).days + 1)
    until = now + timedelta(days=min(ahead, DAYS))
    listed = upcoming(organization, now=now, until=until, limit=_MOST_LISTED)
    return Leaving(listed, sum(day.count for day in days), until)
