"""One day of those that lie ahead: everything that leaves on it, and each of those mails."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forenotice.composer.queries import messages_on_the_shelf
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import Trial, prepare_ahead
from forenotice.entrypoints.console.frame.answers import address, mail_in_a_frame
from forenotice.entrypoints.console.frame.paging import PAGE
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.start.ahead import as_live, day_named, found_at, place_after, place_named
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import Leaving, Place, Upcoming, leaving_on, told_ahead
from forenotice.planner.states import REASON_SENTENCES


@page()
def show(request: HttpRequest, visitor: Visitor, day: str) -> HttpResponse:
    """What leaves on a day, a page at a time, each with its mail."""
    on, organization = day_named(day), as_live(visitor)
    begin = place_after(request.GET.get("after", ""))
    found = leaving_on(organization, on, now=visitor.now, begin=begin, most=PAGE)
    if not found.count and not found.withheld:
        raise Http404
    names = {message.key: message.name for message in messages_on_the_shelf(organization)}
    told = {
        (one.rule, one.step, one.due_date_id): one
        for one in told_ahead(organization, found.rows, now=visitor.now)
    }
    ones = [(row, told.get((row.step.rule.key, row.step.key, row.due_date_id))) for row in found.rows]
    shown = {
        "day": on,
        "count": found.count,
        "withheld": found.withheld,
        "told": [
            (
                _address(visitor, "start:read", on, row.place),
                one,
                names.get(one.message, one.message),
                _why_not(one),
            )
            for row, one in ones
            # Some may have been erased just now.
            if one is not None
        ],
        "list": {"after": "{}-{}".format(*found.after) if found.after else "", "is_first": begin is None},
    }
    return render(request, "start/day.html", shown)


@page()
def read(request: HttpRequest, visitor: Visitor, day: str, step_id: int, due_date_id: int) -> HttpResponse:
    """One of the mails that will leave on a day, and the way to the next one."""
    on, place = day_named(day), place_named(step_id, due_date_id)
    row, after = found_at(visitor, on, place)
    if row.place != place:
        return redirect(_address(visitor, "start:read", on, row.place))
    one, trial = _mail(visitor, row)
    shown: dict[str, Any] = {
        "one": one,
        "trial": trial,
        "why_not": _why_not(one),
        "day": on,
        "mail": _address(visitor, "start:mail", on, place),
        "after": _address(visitor, "start:read", on, after) if after else "",
    }
    return render(request, "start/read.html", shown)


@page()
def mail(request: HttpRequest, visitor: Visitor, day: str, step_id: int, due_date_id: int) -> HttpResponse:
    """The mail itself, for a frame that can do nothing but show it."""
    place = place_named(step_id, due_date_id)
    row, _ = found_at(visitor, day_named(day), place)
    if row.place != place:
        raise Http404
    return mail_in_a_frame(_mail(visitor, row)[1].message.body.whole)


def _why_not(one: Upcoming) -> str:
    return said(REASON_SENTENCES[one.withheld]) if one.withheld else ""


def _address(visitor: Visitor, name: str, day: date, place: Place) -> str:
    return address(visitor, name, day=day.isoformat(), **place._asdict())


def _mail(visitor: Visitor, row: Leaving) -> tuple[Upcoming, Trial]:
    organization = visitor.organization
    told = told_ahead(as_live(visitor), [row], now=visitor.now)
    try:
        return next(iter(prepare_ahead(organization=organization, ahead=told, now=visitor.now)))
    except (KeyError, StopIteration, DispatcherError):
        # It was paid, erased or put away since the list was shown.
        raise Http404 from None
