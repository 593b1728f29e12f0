"""One subscription: its facts, what comes next, and why its member was, was not, or will be told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.entrypoints.console.members.correction_form import CorrectionForm
from forenotice.entrypoints.console.members.found import name_of, the_subscription
from forenotice.entrypoints.console.members.why import why
from forenotice.entrypoints.console.members.words import standing
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.models import Subscription
from forenotice.ledger.queries import corrections_of
from forenotice.ledger.states import Standing
from forenotice.planner.queries import explain
from forenotice.rules.queries import all_rules
from forenotice.sources.queries import freshness

_LATEST = 4
_ALL = 24


@page()
def subscription(request: HttpRequest, visitor: Visitor, subscription_id: int) -> HttpResponse:
    """The subscription as it stands now."""
    row = the_subscription(visitor, subscription_id)
    return render(request, "members/subscription.html", shown(request, visitor, row))


def shown(request: HttpRequest, visitor: Visitor, row: Subscription, **forms: Any) -> dict[str, Any]:
    """What the page shows; ``forms`` are those that were refused, with what was typed."""
    latest = _ALL if "all" in request.GET else _LATEST
    told = explain(visitor.organization, row, now=visitor.now, latest=latest)
    rules = {each.key: each.specification for each in all_rules(visitor.organization)}
    since = freshness(visitor.organization, visitor.now).get(row.source)
    return {
        "row": row,
        "name": name_of(row.member),
        "standing": standing(row.standing),
        "is_paused": row.standing == Standing.PAUSED,
        "is_over": row.standing in (Standing.CANCELLED, Standing.ENDED) or row.gone_at is not None,
        "is_stale": since is not None and row.sighting.seen_at < since,
        "is_without_source": since is None,
        "dues": [(due, why(due, rules)) for due in reversed(told)],
        "are_more": len(told) == _LATEST and latest == _LATEST,
        "corrections": [(each, each.part) for each in corrections_of(row)],
        "correction_form": CorrectionForm(row),
    } | forms
