"""The facts of one subscription, how fresh they are, and what was set by hand against them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.entrypoints.console.members.correction_form import CorrectionForm
from forenotice.entrypoints.console.members.found import name_of, the_subscription
from forenotice.entrypoints.console.members.words import standing
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.models import Subscription
from forenotice.ledger.queries import corrections_of
from forenotice.ledger.states import Standing
from forenotice.sources.queries import freshness


@page()
def facts(request: HttpRequest, visitor: Visitor, subscription_id: int) -> HttpResponse:
    """The subscription as it stands now."""
    return render(
        request, "members/facts.html", facts_of(visitor, the_subscription(visitor, subscription_id))
    )


def facts_of(visitor: Visitor, row: Subscription, **forms: Any) -> dict[str, Any]:
    """What the page shows; ``forms`` are those that were refused, with what was typed."""
    since = freshness(visitor.organization, visitor.now).get(row.source)
    return {
        "row": row,
        "name": name_of(row.member),
        "standing": standing(row.standing),
        "is_paused": row.standing == Standing.PAUSED,
        "is_over": row.standing in (Standing.CANCELLED, Standing.ENDED) or row.gone_at is not None,
        "is_stale": since is not None and row.sighting.seen_at < since,
        "is_without_source": since is None,
        "corrections": corrections_of(row),
        "correction_form": CorrectionForm(row),
    } | forms
