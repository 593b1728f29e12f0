"""One day of those ahead, and the payments without a reminder, as files for spreadsheets."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from forenotice.blueprint.ready_sets import ReadySet
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, amount, instant, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.start.ahead import as_live, day_named
from forenotice.entrypoints.console.start.silent import Silent, without_reminder
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import Upcoming, leaving_on, told_ahead
from forenotice.planner.states import REASON_SENTENCES
from forenotice.rules.queries import all_rules

_AT_ONCE = 500
_SILENT: Columns[Silent] = [
    (_("Payment"), lambda each: label(each.kind)),
    (_("How often"), lambda each: each.how_often),
    (_("How"), lambda each: each.payer),
    (_("How many"), lambda each: each.count),
]


@page()
def silent_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The payments to come that no reminder is meant for, by their sorts; with ``sets``, nor any set."""
    but_for = list(ReadySet) if "sets" in request.GET else []
    return list_file("without-a-reminder", _SILENT, without_reminder(visitor, but_for=but_for).sorts)


@page()
def day_file(request: HttpRequest, visitor: Visitor, day: str) -> StreamingHttpResponse:
    """Everything that leaves on a day."""
    del request
    on = day_named(day)
    names = {each.key: each.name for each in all_rules(visitor.organization)}
    return list_file(f"leaving-{on.isoformat()}", _columns(names), _of_day(visitor, on))


def _columns(names: Mapping[str, str]) -> Columns[Upcoming]:
    return [
        (_("Leaves"), lambda each: instant(each.moment)),
        (_("Leaves, for them"), lambda each: instant(each.moment, each.zone)),
        (_("Reminder"), lambda each: names.get(each.rule, each.rule)),
        (_("Member"), lambda each: each.name or each.member),
        (_("Email"), lambda each: each.email),
        (_("Product"), lambda each: each.product),
        (_("Due"), lambda each: each.due_on.isoformat()),
        (_("Amount"), lambda each: amount(each.amount_minor, each.currency)),
        (_("Currency"), lambda each: each.currency),
        (_("Why withheld"), lambda each: said(REASON_SENTENCES[each.withheld]) if each.withheld else ""),
    ]


def _of_day(visitor: Visitor, on: date) -> Iterator[Upcoming]:
    organization, begin, is_more = as_live(visitor), None, True
    while is_more:
        found = leaving_on(organization, on, now=visitor.now, begin=begin, most=_AT_ONCE)
        yield from told_ahead(organization, found.rows, now=visitor.now)
        begin = found.after
        is_more = begin is not None
