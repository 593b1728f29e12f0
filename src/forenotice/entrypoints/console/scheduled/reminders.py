"""Reminders by how they stand: to come, gone out, or silent for a reason."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from forenotice.entrypoints.console.frame.answers import csv_file
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.paging import slice_of
from forenotice.entrypoints.console.scheduled.filters import ReminderFilter
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS, TABS
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.models import Reminder
from forenotice.planner.queries import reminder_rows, reminders_told
from forenotice.planner.states import Reason

_HEADINGS = (
    "at",
    "state",
    "why",
    "reminder",
    "member",
    "email",
    "product",
    "kind",
    "due_on",
    "minor",
    "currency",
)
_AT_ONCE = 500


@page()
def reminders(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One tab of them, a page at a time."""
    tab, order, rows, form = _asked(request, visitor)
    found = slice_of(rows, order, request.GET.get("after", ""))
    shown = {
        "tab": tab,
        "tabs": TAB_WORDS,
        "list": found,
        "rows": [
            (told, form.names.get(told.rule, told.rule))
            for told in reminders_told(visitor.organization, found.rows)
        ],
        "form": form,
        "reason": request.GET.get("reason", ""),
        "is_filtered": any(form.cleaned_data.values()) or bool(request.GET.get("reason")),
    }
    return render(request, "scheduled/reminders.html", shown)


@page()
def reminders_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All of that tab, for a spreadsheet."""
    tab, order, rows, _ = _asked(request, visitor)
    return csv_file(f"reminders-{tab}", _HEADINGS, _lines(visitor, rows, order))


def _asked(
    request: HttpRequest, visitor: Visitor
) -> tuple[str, Sequence[str], "QuerySet[Reminder]", ReminderFilter]:
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else "scheduled"
    form = ReminderFilter(request.GET, visitor)
    rows = reminder_rows(visitor.organization, states=[TABS[tab][0]], **form.wanted(visitor))
    rows = rows.filter(mode=visitor.organization.mode)
    reason = request.GET.get("reason", "")
    if reason in [*Reason]:
        rows = rows.filter(reason=reason)
    # What is to come is read forwards, what was is read back from today.
    order = ("release_at", "pk") if tab == "scheduled" else ("-release_at", "-pk")
    return tab, order, rows, form


def _lines(visitor: Visitor, rows: "QuerySet[Reminder]", order: Sequence[str]) -> Iterator[Sequence[Any]]:
    after = ""
    while True:
        found = slice_of(rows, order, after, most=_AT_ONCE)
        for told in reminders_told(visitor.organization, found.rows):
            yield (
                timezone.localtime(told.release_at).isoformat(timespec="minutes"),
                label(told.state),
                gettext(told.sentence),
                told.rule,
                told.name or told.member,
                told.email,
                told.product,
                label(told.kind),
                told.due_on.isoformat(),
                told.amount_minor,
                told.currency,
            )
        if not (after := found.after):
            return
