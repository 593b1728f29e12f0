"""The start page: one minute a week is enough to know that all is well."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.dispatcher.queries import count_not_taken
from forenotice.engine.queries import needs_owner
from forenotice.entrypoints.console.home.ahead import leaving
from forenotice.entrypoints.console.home.behind import silences, since_then, what_left
from forenotice.entrypoints.console.home.health import health_of
from forenotice.entrypoints.console.home.needs import told
from forenotice.entrypoints.console.home.revenue import revenue
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.outcomes.queries import expected_in_a_year, followed
from forenotice.planner.queries import leaving_by_day, past_by_day, uncounted

DAYS = 30


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everything, the most pressing first."""
    mine, now = visitor.organization, visitor.now
    ahead = leaving(leaving_by_day(mine, now, DAYS), now, mine)
    money = revenue(expected_in_a_year(mine, now), mine.currency, visitor.locale)
    past = past_by_day(mine, now, DAYS)
    needs = needs_owner(mine, now, DAYS)
    shown: dict[str, Any] = {
        "health": health_of(mine, now, [each.need for each in needs]),
        "needs": told(needs),
        "ahead": ahead,
        "uncounted": uncounted(mine),
        "left": what_left(past, now, mine),
        "waiting": count_not_taken(mine),
        "silences": silences(past),
        "revenue": money,
        "followed": since_then(followed(mine, now, DAYS)),
        "is_empty": not money and not ahead.total,
    }
    return render(request, "home/page.html", shown)
