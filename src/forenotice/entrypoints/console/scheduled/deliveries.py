"""What was handed over to whom, by which way, and what came of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.queries import deliveries_told, delivery_rows
from forenotice.entrypoints.console.frame.answers import csv_file
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.paging import slice_of
from forenotice.entrypoints.console.scheduled.filters import DeliveryFilter
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS
from forenotice.entrypoints.console.visitors import Visitor, page

_ORDER = ("-created_at", "-pk")
_HEADINGS = ("at", "state", "why", "to", "way", "member", "product", "reminder", "message_id", "tries")
_AT_ONCE = 500


@page()
def deliveries(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The newest first, a page at a time."""
    form = DeliveryFilter(request.GET, visitor)
    rows = delivery_rows(visitor.organization, **form.wanted(visitor))
    found = slice_of(rows, _ORDER, request.GET.get("after", ""))
    shown = {
        "list": found,
        "told": deliveries_told(visitor.organization, found.rows),
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "tabs": TAB_WORDS,
    }
    return render(request, "scheduled/deliveries.html", shown)


@page()
def deliveries_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All of them that are filtered, for a spreadsheet."""
    rows = delivery_rows(visitor.organization, **DeliveryFilter(request.GET, visitor).wanted(visitor))
    return csv_file("deliveries", _HEADINGS, _lines(visitor, rows))


def _lines(visitor: Visitor, rows: "QuerySet[Delivery]") -> Iterator[Sequence[Any]]:
    after = ""
    while True:
        found = slice_of(rows, _ORDER, after, most=_AT_ONCE)
        for told in deliveries_told(visitor.organization, found.rows):
            yield (
                timezone.localtime(told.created_at).isoformat(timespec="seconds"),
                label(told.state),
                gettext(told.sentence) if told.sentence else "",
                told.recipient,
                told.channel,
                told.name or told.member,
                told.product,
                told.rule,
                told.message_id,
                len(told.attempts),
            )
        if not (after := found.after):
            return
