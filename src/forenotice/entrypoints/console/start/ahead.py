"""What will leave, day by day: counted for all of them, and listed for one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.http import Http404

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.ledger.queries import has_more_than
from forenotice.planner.queries import (
    Leaving,
    Place,
    Upcoming,
    each_upcoming,
    leaving_by_day,
    leaving_on,
    told_ahead,
    uncounted,
)
from forenotice.planner.states import Reason

DAYS = 30
FEW = 5_000
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Days:
    """How many leave on each day, and how many more will be withheld, in all and on each.

    ``is_counting``: what is counted is not complete yet.
    """

    count: int
    withheld: int
    days: Sequence[tuple[date, int, int]]
    is_counting: bool
    share: int = 100


def counted_days(organization: Organization, now: datetime) -> Days:
    """What leaves in the next 30 days, as it is counted ahead of time however many members there are."""
    days, withheld = Counter[date](), Counter[date]()
    for each in leaving_by_day(organization, now, DAYS):
        days[each.day] += each.count
        withheld[each.day] += each.withheld
    left = uncounted(organization)
    by_day = [(day, count, withheld[day]) for day, count in sorted(days.items())]
    return Days(days.total(), withheld.total(), by_day, left.is_any, left.share)


def first_leaving(visitor: Visitor, most: int) -> Sequence[Upcoming]:
    """What leaves first, one by one."""
    organization, now = as_live(visitor), visitor.now
    if not has_more_than(organization, FEW):
        every = each_upcoming(organization, now=now, until=now + timedelta(days=DAYS))
        return list(islice(filter(_is_heard, every), most))
    rows: list[Leaving] = []
    for day, *_ in counted_days(organization, now).days:
        rows += leaving_on(organization, day, now=now, most=most).rows
        if len(rows) >= 2 * most:
            break
    return list(islice(filter(_is_heard, told_ahead(organization, rows, now=now)), most))


def _is_heard(one: Upcoming) -> bool:
    """Whether anybody is to read it; a rehearsal says also what nothing fresh is known of."""
    return one.withheld in (None, Reason.STALE_FACTS)


def as_live(visitor: Visitor) -> Organization:
    """The organization as if it went live now."""
    organization = copy(visitor.organization)
    if organization.mode != Mode.LIVE:
        organization.mode, organization.live_since = Mode.LIVE, visitor.now
    return organization


def day_named(written: str) -> date:
    """The day in an address."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Http404 from None


def place_named(step_id: Any, due_date_id: Any) -> Place:
    """The place in an address, if any database counts as far."""
    numbers = [str(step_id), str(due_date_id)]
    if not all(each.isdecimal() and len(each) <= _LONGEST_NUMBER for each in numbers):
        raise Http404
    return Place(*map(int, numbers))


def place_after(written: str) -> Place | None:
    """Where a page of the list begins; what makes no sense is its beginning."""
    parts = written.split("-")
    try:
        return place_named(*parts) if len(parts) == 2 else None
    except Http404:
        return None


def found_at(visitor: Visitor, day: date, place: Place) -> tuple[Leaving, Place | None]:
    """The reminder of a place, or the next one after it; and the place of the one that follows."""
    found: list[Leaving] = []
    for page in _pages(visitor, day, place):
        found += page
        if len(found) > 1:
            break
    if not found:
        raise Http404
    return found[0], found[1].place if len(found) > 1 else None


def _pages(visitor: Visitor, day: date, begin: Place) -> Iterator[Sequence[Leaving]]:
    organization = as_live(visitor)
    while True:
        page = leaving_on(organization, day, now=visitor.now, begin=begin, most=20)
        yield page.rows
        if page.after is None:
            return
        begin = page.after
