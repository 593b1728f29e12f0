"""Who changed what, and when."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.queries import audit_rows, names_of_people, recent_actors
from forenotice.entrypoints.console.frame.actors import PERSON, actor_words
from forenotice.entrypoints.console.frame.days import DayField
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.frame.paging import all_of, slice_of
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.settings.trail_lines import Line, lines_of
from forenotice.entrypoints.console.settings.trail_names import Names
from forenotice.entrypoints.console.settings.trail_words import AREAS
from forenotice.entrypoints.console.visitors import Visitor, page

_ORDER = ("-at", "-pk")
_COLUMNS: Columns[Line] = [
    (_("When"), lambda line: instant(line.at)),
    (_("By whom"), lambda line: line.by),
    (_("What"), lambda line: line.what),
    (_("Details"), lambda line: "; ".join(map(str, line.details))),
]


class TrailFilter(forms.Form):
    """Which changes."""

    actor = forms.ChoiceField(label=_("By whom"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))

    def __init__(self, visitor: Visitor, given: Any) -> None:
        super().__init__(given, label_suffix="")
        self.fields["actor"].choices = _people(visitor)  # type: ignore[attr-defined]
        self.fields["action"].choices = _actions()  # type: ignore[attr-defined]


def _people(visitor: Visitor) -> list[tuple[str, str]]:
    """Everybody who made one of the last changes; whoever has a name with the address, as names repeat."""
    found = recent_actors(visitor.organization)
    names = names_of_people(visitor.organization, {each.removeprefix(PERSON) for each in found})
    named = {address: f"{name} ({address})" for address, name in names.items()}
    people = sorted(((each, actor_words(each, named)) for each in found), key=lambda each: each[1].casefold())
    return [("", gettext("anybody")), *people]


def _actions() -> list[tuple[Any, Any]]:
    """Each kind of change by the sentence that tells of it, below what it is about."""
    areas = [
        (str(area), [(action, _begun(str(words) % {"which": "…"})) for action, words in actions.items()])
        for area, actions in AREAS
    ]
    return [("", pgettext("changes", "anything")), *areas]


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


@page()
def trail(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The newest first, a page at a time."""
    form, rows = _asked(request, visitor)
    found = slice_of(rows, _ORDER, request.GET.get("after", ""))
    lines = lines_of(found.rows, Names(visitor, found.rows))
    shown = {"form": form, "list": found, "lines": lines, "is_filtered": any(form.cleaned_data.values())}
    return draw(request, "trail", "trail", shown)


@page()
def trail_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All of them that are filtered, for a spreadsheet."""
    _form, rows = _asked(request, visitor)
    told = all_of(rows, _ORDER, lambda some: lines_of(some, Names(visitor, some)))
    return list_file("changes", _COLUMNS, told)


def _asked(request: HttpRequest, visitor: Visitor) -> tuple[TrailFilter, "QuerySet[AuditEntry]"]:
    form = TrailFilter(visitor, request.GET)
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
