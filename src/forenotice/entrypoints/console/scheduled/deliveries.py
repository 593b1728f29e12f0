"""What was handed over to whom, by which way, and what came of it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Mode
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.queries import AttemptTold, DeliveryTold, deliveries_told, delivery_rows
from forenotice.dispatcher.states import DeliveryState
from forenotice.engine.states import Need
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.frame.paging import all_of, slice_of
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tries import try_word
from forenotice.entrypoints.console.frame.ways import of_way, way_titles
from forenotice.entrypoints.console.scheduled.filters import DeliveryFilter
from forenotice.entrypoints.console.scheduled.seen import resting
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS
from forenotice.entrypoints.console.visitors import Visitor, page

_ORDER = ("-created_at", "-pk")
_ABOUT_WHAT = "reminder__due_date"

Try = tuple[AttemptTold, DeliveryTold]
Ways = Mapping[str, str]


def columns_of(ways: Ways) -> Columns[DeliveryTold]:
    """What a file tells of deliveries; ``ways`` are the names of the ways out by their keys."""
    return [
        (_("When"), lambda each: instant(each.created_at)),
        (_("When, for them"), lambda each: instant(each.created_at, each.zone)),
        (_("State"), lambda each: label(each.state)),
        (_("Since"), lambda each: instant(each.changed_at)),
        (_("Why"), lambda each: said(each.sentence)),
        *_about(ways),
        (_("Tries"), lambda each: len(each.attempts)),
        (_("Answer"), lambda each: said(each.attempts[-1].answer) if each.attempts else ""),
    ]


def columns_of_tries(ways: Ways) -> Columns[Try]:
    """What a file tells of tries."""
    return [
        (_("When"), lambda pair: instant(pair[0].started_at)),
        (_("When, for them"), lambda pair: instant(pair[0].started_at, pair[1].zone)),
        (_("Try"), lambda pair: pair[0].number),
        (_("State"), lambda pair: try_word(pair[0].outcome)),
        (_("Code"), lambda pair: pair[0].code),
        (_("Answer"), lambda pair: said(pair[0].detail)),
        (_("Receipt"), lambda pair: pair[0].reference),
        (_("Fingerprint"), lambda pair: pair[0].bytes_sha256),
        *((heading, _of_delivery(value)) for heading, value in _about(ways)),
    ]


def _about(ways: Ways) -> Columns[DeliveryTold]:
    return [
        (pgettext_lazy("recipient", "To"), lambda each: of_way(each.recipient, ways)),
        (_("Way"), lambda each: _by(each, ways)),
        (_("Member"), lambda each: each.name or each.member),
        (_("Product"), lambda each: each.product),
        (_("Reminder"), lambda each: each.rule_name),
        (_("Message id"), lambda each: each.message_id),
    ]


def _by(told: DeliveryTold, ways: Ways) -> str:
    return of_way(told.channel, ways) if told.mode == Mode.LIVE else gettext("Test mailbox")


def _of_delivery(value: Callable[[DeliveryTold], Any]) -> Callable[[Try], Any]:
    return lambda pair: value(pair[1])


@page()
def deliveries(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The newest first, a page at a time."""
    form, rows = _asked(request, visitor)
    found = slice_of(rows, _ORDER, request.GET.get("after", ""), only=form.only(_ABOUT_WHAT))
    is_of_bounced = form.cleaned_data.get("state") == DeliveryState.BOUNCED
    shown = {
        "list": found,
        "resting": resting(visitor, Need.BOUNCED) if is_of_bounced else None,
        "told": deliveries_told(visitor.organization, found.rows),
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "tabs": TAB_WORDS,
    }
    return render(request, "scheduled/deliveries.html", shown)


@page()
def deliveries_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All of them that are filtered, for a spreadsheet."""
    columns = columns_of(way_titles(visitor.organization))
    return list_file("deliveries", columns, _all(request, visitor))


@page()
def tries_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """Every try of those that are filtered, each with what was answered."""
    asked = _all(request, visitor)
    columns = columns_of_tries(way_titles(visitor.organization))
    return list_file("tries", columns, ((each, told) for told in asked for each in told.attempts))


def _all(request: HttpRequest, visitor: Visitor) -> Iterator[DeliveryTold]:
    form, rows = _asked(request, visitor)
    told = partial(deliveries_told, visitor.organization)
    return all_of(rows, _ORDER, told, form.only(_ABOUT_WHAT))


def _asked(request: HttpRequest, visitor: Visitor) -> tuple[DeliveryFilter, "QuerySet[Delivery]"]:
    form = DeliveryFilter(request.GET, visitor)
    rows = delivery_rows(visitor.organization, **form.wanted())
    meant = form.reminders()
    return form, rows if meant is None else rows.filter(reminder__in=meant)
