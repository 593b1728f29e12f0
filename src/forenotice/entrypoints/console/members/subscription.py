"""One subscription: why its member was, was not, or will be told of each of its due dates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.entrypoints.console.members.found import name_of, the_subscription
from forenotice.entrypoints.console.members.why import StepShown, why
from forenotice.entrypoints.console.members.words import standing
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import DueTold, explain

_LATEST = 3
_ALL = 24


@page()
def subscription(request: HttpRequest, visitor: Visitor, subscription_id: int) -> HttpResponse:
    """Its latest due dates, each with every rule."""
    row = the_subscription(visitor, subscription_id)
    latest = _ALL if "all" in request.GET else _LATEST
    told = explain(visitor.organization, row, now=visitor.now, latest=latest)
    shown = {
        "tab": "why",
        "row": row,
        "name": name_of(row.member),
        "standing": standing(row.standing),
        "dues": [_with_steps(due) for due in reversed(told)],
        "are_more": len(told) == latest == _LATEST,
    }
    return render(request, "members/subscription.html", shown)


def _with_steps(due: DueTold) -> tuple[DueTold, list[StepShown], list[StepShown]]:
    """A due date with the steps that have to do with it, and those that are not meant for it."""
    steps = why(due)
    return due, [each for each in steps if each.is_about_it], [each for each in steps if not each.is_about_it]
