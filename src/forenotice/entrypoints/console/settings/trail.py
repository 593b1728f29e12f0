"""Who changed what, and when."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.queries import audit_rows
from forenotice.entrypoints.console.frame.answers import csv_file
from forenotice.entrypoints.console.frame.days import DayField
from forenotice.entrypoints.console.frame.paging import slice_of
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.visitors import Visitor, page

_ORDER = ("-at", "-pk")
_AT_ONCE = 500


class TrailFilter(forms.Form):
    """Which changes."""

    actor = forms.CharField(label=_("By whom"), required=False, max_length=200)
    action = forms.CharField(label=_("What"), required=False, max_length=64)
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))


@page()
def trail(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The newest first, a page at a time."""
    form, rows = _asked(request, visitor)
    found = slice_of(rows, _ORDER, request.GET.get("after", ""))
    shown = {"form": form, "list": found, "is_filtered": any(form.cleaned_data.values())}
    return draw(request, "trail", "trail", shown)


@page()
def trail_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All of them that are filtered, for a spreadsheet."""
    _, rows = _asked(request, visitor)
    return csv_file("changes", ("at", "by", "what", "which", "detail"), _lines(rows))


def _asked(request: HttpRequest, visitor: Visitor) -> tuple[TrailFilter, "QuerySet[AuditEntry]"]:
    form = TrailFilter(request.GET, label_suffix="")
    form.is_valid()
    said, zone = form.cleaned_data, ZoneInfo(visitor.organization.time_zone)
    first, last = said.get("first"), said.get("last")
    rows = audit_rows(
        visitor.organization,
        actor=said.get("actor", ""),
        action=said.get("action", ""),
        since=datetime.combine(first, time(), zone) if first else None,
        until=datetime.combine(last + timedelta(days=1), time(), zone) if last else None,
    )
    return form, rows


def _lines(rows: "QuerySet[AuditEntry]") -> Iterator[Sequence[Any]]:
    after = ""
    while True:
        found = slice_of(rows, _ORDER, after, most=_AT_ONCE)
        for row in found.rows:
            yield (timezone.localtime(row.at).isoformat(), row.actor, row.action, row.subject, _detail(row))
        if not (after := found.after):
            return


def _detail(row: AuditEntry) -> str:
    return json.dumps(row.detail, ensure_ascii=False) if row.detail else ""
