"""What the start page shows by day, week and month, as files for spreadsheets."""

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, amount, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.home.page import DAYS
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.outcomes.forecast import Expected
from forenotice.outcomes.queries import ExpectedRevenue, expected_in_a_year
from forenotice.outcomes.states import Risk
from forenotice.planner.queries import LeavingDay, PastDay, leaving_by_day, past_by_day

_AHEAD: Columns[LeavingDay] = [
    (_("Day"), lambda each: each.day.isoformat()),
    (_("Kind"), lambda each: label(each.kind)),
    (_("Reminders"), lambda each: each.count),
    (_("Announced"), lambda each: amount(each.minor, each.currency) if each.currency else None),
    (_("Currency"), lambda each: each.currency),
    (_("Will be withheld"), lambda each: each.withheld),
]
_BEHIND: Columns[PastDay] = [
    (_("Day"), lambda each: each.day.isoformat()),
    (_("State"), lambda each: label(each.state)),
    (_("Why"), lambda each: said(each.sentence)),
    (_("Kind"), lambda each: label(each.kind)),
    (_("Reminders"), lambda each: each.count),
]
_Span = tuple[Promise, Expected]


def _at(risk: Risk) -> "Columns[_Span]":
    """The money at one risk, below the words that the page has for it."""
    words = {
        Risk.NONE: _("Nothing speaks against it"),
        Risk.MANUAL: _("Paid by hand"),
        Risk.CARD: _("Card expires first"),
        Risk.PAST_DUE: _("An earlier payment is open"),
        Risk.CANCELLED: _("Set to end, not expected"),
    }
    return [(words[risk], lambda span: amount(span[1].at(risk).minor, span[1].currency))]


_REVENUE: Columns[_Span] = [
    (_("By"), lambda span: span[0]),
    (_("From"), lambda span: span[1].starts_on.isoformat()),
    (_("Payments"), lambda span: span[1].total.count),
    (_("Expected"), lambda span: amount(span[1].total.minor, span[1].currency)),
    (_("Currency"), lambda span: span[1].currency),
    *(column for risk in Risk for column in _at(risk)),
]


@page()
def ahead_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """What leaves, by day and kind."""
    del request
    return list_file("leaving-by-day", _AHEAD, leaving_by_day(visitor.organization, visitor.now, DAYS))


@page()
def behind_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """What left and what did not, by day and reason."""
    del request
    return list_file("left-by-day", _BEHIND, past_by_day(visitor.organization, visitor.now, DAYS))


@page()
def revenue_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The money ahead by month and by week, in each currency, with what is at risk."""
    del request
    return list_file("revenue", _REVENUE, _spans(expected_in_a_year(visitor.organization, visitor.now)))


def _spans(expected: ExpectedRevenue) -> Iterator[_Span]:
    for words, spans in ((_("month"), expected.by_month), (_("week"), expected.by_week)):
        # What has no currency has no amount that could be added up.
        yield from ((words, each) for each in spans if each.currency)
