"""The facts of one subscription, how fresh they are, and what was set by hand against them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.composer.formats import every
from forenotice.entrypoints.console.frame.labels import PAYER_WORDS
from forenotice.entrypoints.console.members.correction_form import CorrectionForm
from forenotice.entrypoints.console.members.differences import PARTS, part_words
from forenotice.entrypoints.console.members.found import name_of, the_subscription
from forenotice.entrypoints.console.members.words import standing
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.models import Subscription
from forenotice.ledger.queries import corrections_of, due_dates_of
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
        "tab": "facts",
        "row": row,
        "name": name_of(row.member),
        "standing": standing(row.standing),
        "is_paused": row.standing == Standing.PAUSED,
        "is_over": row.standing in (Standing.CANCELLED, Standing.ENDED) or row.gone_at is not None,
        "is_stale": since is not None and row.sighting.seen_at < since,
        "is_without_source": since is None,
        "coming": next((due for due in due_dates_of(row) if not due.closing), None),
        "payer": PAYER_WORDS.get(row.payer_kind, ""),
        "interval": _interval(row, visitor.locale),
        "corrections": [
            (
                each,
                PARTS[each.part],
                part_words(each.part, each.value, row.currency),
                part_words(each.part, each.told, row.currency),
            )
            for each in corrections_of(row)
        ],
        "correction_form": CorrectionForm(row),
    } | forms


def _interval(row: Subscription, locale: str) -> str:
    if not (row.interval_count and row.interval_unit):
        return ""
    return every(Interval(row.interval_count, Unit(row.interval_unit)), locale)
