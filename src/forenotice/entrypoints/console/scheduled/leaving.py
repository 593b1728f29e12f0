"""Every reminder of the next thirty days as a file, worked out as if the organization were live."""

from collections.abc import Mapping
from copy import copy
from datetime import timedelta

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Mode
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, amount, instant, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import Upcoming, each_upcoming
from forenotice.planner.states import REASON_SENTENCES
from forenotice.rules.queries import all_rules

DAYS = 30


@page()
def leaving_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """Each of them with its moment, here and where its member lives."""
    del request
    mine, now = copy(visitor.organization), visitor.now
    if mine.mode != Mode.LIVE:
        mine.mode, mine.live_since = Mode.LIVE, now
    names = {each.key: each.name for each in all_rules(mine)}
    found = each_upcoming(mine, now=now, until=now + timedelta(days=DAYS))
    return list_file("leaving", _columns(names), found)


def _columns(names: Mapping[str, str]) -> Columns[Upcoming]:
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
        (_("Way"), lambda each: ", ".join(each.channels)),
        (_("Why withheld"), lambda each: said(REASON_SENTENCES[each.withheld]) if each.withheld else ""),
    ]
