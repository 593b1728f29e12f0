"""Every reminder of the next thirty days as a file, worked out as if the organization were live."""

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import datetime, timedelta

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, amount, instant, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.ways import of_way, way_titles
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.queries import has_more_than
from forenotice.planner.queries import Upcoming, each_upcoming, leaving_by_day, leaving_on, told_ahead
from forenotice.planner.states import REASON_SENTENCES
from forenotice.rules.queries import all_rules

DAYS = 30
FEW, _AT_ONCE = 5_000, 500


@page()
def leaving_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """Each of them with its moment, here and where its member lives."""
    del request
    mine, now = copy(visitor.organization), visitor.now
    if mine.mode != Mode.LIVE:
        mine.mode, mine.live_since = Mode.LIVE, now
    names = {each.key: each.name for each in all_rules(mine)}
    found = _each_day if has_more_than(mine, FEW) else _all_at_once
    return list_file("leaving", _columns(names, way_titles(mine)), found(mine, now))


def _all_at_once(mine: Organization, now: datetime) -> Iterator[Upcoming]:
    """Of few members, in the order in which they are told."""
    return each_upcoming(mine, now=now, until=now + timedelta(days=DAYS))


def _each_day(mine: Organization, now: datetime) -> Iterator[Upcoming]:
    """Of very many, day by day and some at a time, by what is counted of the days."""
    for day in sorted({each.day for each in leaving_by_day(mine, now, DAYS)}):
        place, is_more = None, True
        while is_more:
            found = leaving_on(mine, day, now=now, begin=place, most=_AT_ONCE)
            yield from told_ahead(mine, found.rows, now=now)
            place = found.after
            is_more = place is not None


def _columns(names: Mapping[str, str], ways: Mapping[str, str]) -> Columns[Upcoming]:
    return [
        (_("When"), lambda each: instant(each.moment)),
        (_("When, for them"), lambda each: instant(each.moment, each.zone)),
        (_("Reminder"), lambda each: names.get(each.rule, each.rule)),
        (_("Member"), lambda each: each.name or each.member),
        (_("Email"), lambda each: each.email),
        (_("Order number"), lambda each: each.order_number),
        (_("Product"), lambda each: each.product),
        (_("Kind"), lambda each: label(each.kind)),
        (_("Due"), lambda each: each.due_on.isoformat()),
        (_("Amount"), lambda each: amount(each.amount_minor, each.currency)),
        (_("Currency"), lambda each: each.currency),
        (_("Way"), lambda each: ", ".join(of_way(key, ways) for key in each.channels)),
        (_("Why withheld"), lambda each: said(REASON_SENTENCES[each.withheld]) if each.withheld else ""),
    ]
