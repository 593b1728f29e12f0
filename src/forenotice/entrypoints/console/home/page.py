"""The start page: one minute a week is enough to know that all is well."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.accounts.models import Organization
from forenotice.dispatcher.queries import count_not_taken
from forenotice.engine.queries import needs_owner
from forenotice.entrypoints.console.home.ahead import leaving
from forenotice.entrypoints.console.home.behind import silences, since_then, what_left
from forenotice.entrypoints.console.home.health import health_of
from forenotice.entrypoints.console.home.needs import told
from forenotice.entrypoints.console.home.revenue import revenue
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.local_time import local_day
from forenotice.outcomes.queries import expected_in_a_year, followed
from forenotice.planner.queries import (
    last_due_on,
    leaving_by_day,
    past_by_day,
    sorts_without_rule,
    uncounted,
)

DAYS = 30
_FEW = 2_000
"""So many payments are looked at one by one, where a reminder asks what counts of days do not tell."""


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everything, the most pressing first."""
    mine, now = visitor.organization, visitor.now
    if request.GET.get("part") == "without":
        without, is_more = _without_reminder(mine, now)
        return render(request, "home/without.html", {"without": without, "is_more": is_more})
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


def _without_reminder(mine: Organization, now: datetime) -> tuple[int, bool]:
    """How many payments no reminder is meant for, and whether there may be more."""
    today = local_day(now, mine.time_zone)
    sorts, next_on = sorts_without_rule(mine, today, last_due_on(mine) or today, _FEW)
    return sum(sort.count for sort in sorts), next_on is not None
