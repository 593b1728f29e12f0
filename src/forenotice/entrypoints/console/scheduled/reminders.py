"""Reminders by how they stand: to come, gone out, or silent for a reason."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from forenotice.dispatcher.queries import not_taken
from forenotice.engine.states import Need
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, amount, instant, list_file
from forenotice.entrypoints.console.frame.paging import all_of, slice_of
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.scheduled.filters import ReminderFilter
from forenotice.entrypoints.console.scheduled.seen import resting
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS, TABS
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.models import Reminder
from forenotice.planner.queries import ReminderTold, reminder_rows, reminders_told

_COLUMNS: Columns[ReminderTold] = [
    (_("When"), lambda each: instant(each.release_at)),
    (_("When, for them"), lambda each: instant(each.release_at, each.zone)),
    (_("State"), lambda each: label(each.state)),
    (_("Why"), lambda each: said(each.sentence)),
    (_("Reminder"), lambda each: each.rule_name),
    (_("Member"), lambda each: each.name or each.member),
    (_("Email"), lambda each: each.email),
    (_("Product"), lambda each: each.product),
    (_("Kind"), lambda each: label(each.kind)),
    (_("Due"), lambda each: each.due_on.isoformat()),
    (_("Amount"), lambda each: amount(each.amount_minor, each.currency)),
    (_("Currency"), lambda each: each.currency),
]


@page()
def reminders(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One tab of them, a page at a time."""
    tab, order, rows, form = _asked(request, visitor)
    found = slice_of(rows, order, request.GET.get("after", ""), only=form.only("due_date"))
    told = reminders_told(visitor.organization, found.rows)
    ids = [each.reminder_id for each in told] if tab == "sent" else []
    stands = not_taken(visitor.organization, ids) if ids else {}
    shown = {
        "tab": tab,
        "tabs": TAB_WORDS,
        "list": found,
        "rows": [(each, stands.get(each.reminder_id)) for each in told],
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "resting": resting(visitor, Need.MISSED) if tab == "missed" else None,
    }
    return render(request, "scheduled/reminders.html", shown)


@page()
def reminders_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All of that tab, for a spreadsheet."""
    tab, order, rows, form = _asked(request, visitor)
    only = form.only("due_date")
    told = all_of(rows, order, lambda some: reminders_told(visitor.organization, some), only)
    return list_file(f"reminders-{tab}", _COLUMNS, told)


def _asked(
    request: HttpRequest, visitor: Visitor
) -> tuple[str, Sequence[str], "QuerySet[Reminder]", ReminderFilter]:
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else "scheduled"
    state = TABS[tab][0]
    form = ReminderFilter(request.GET, visitor, state)
    rows = reminder_rows(visitor.organization, states=[state], **form.wanted())
    rows = rows.filter(mode=visitor.organization.mode)
    meant = form.reminders()
    if meant is not None:
        rows = rows.filter(pk__in=meant)
    # What is to come is read forwards, what was is read back from today.
    order = ("release_at", "pk") if tab == "scheduled" else ("-release_at", "-pk")
    return tab, order, rows, form
