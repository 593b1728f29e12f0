"""Every try to hand something over, the newest first: when, by which way, and what was answered."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from forenotice.dispatcher.queries import attempt_rows, tries_told
from forenotice.entrypoints.console.frame.lists import list_file
from forenotice.entrypoints.console.frame.paging import all_of, slice_of
from forenotice.entrypoints.console.frame.tries import TRY_WORDS
from forenotice.entrypoints.console.frame.ways import way_titles, ways_to_choose
from forenotice.entrypoints.console.scheduled.deliveries import Try, columns_of_tries
from forenotice.entrypoints.console.scheduled.filters import ANY, Span
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS
from forenotice.entrypoints.console.visitors import Visitor, page

_ORDER = ("-started_at", "-pk")


class TryFilter(Span):
    """Which tries."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *TRY_WORDS.items()])
    channel = forms.ChoiceField(label=_("Way"), required=False)
    field_order = ("state", "channel", "first", "last")

    def __init__(self, asked: QueryDict, visitor: Visitor) -> None:
        super().__init__(asked)
        choices = [ANY, *ways_to_choose(visitor.organization)]
        self.fields["channel"] = forms.ChoiceField(label=_("Way"), required=False, choices=choices)
        self.is_valid()

    def only(self) -> Q | None:
        """What no index helps to find."""
        asked = {
            "outcome": self.cleaned_data.get("state"),
            "delivery__channel__key": self.cleaned_data.get("channel"),
        }
        given = {name: value for name, value in asked.items() if value}
        return Q(**given) if given else None


@page()
def tries(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A page at a time."""
    mine, form = visitor.organization, TryFilter(request.GET, visitor)
    rows = attempt_rows(mine, **form.moments(mine))
    found = slice_of(rows, _ORDER, request.GET.get("after", ""), only=form.only())
    shown: dict[str, Any] = {
        "list": found,
        "told": tries_told(mine, found.rows),
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "tabs": TAB_WORDS,
    }
    return render(request, "scheduled/tries.html", shown)


@page()
def tries_found_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All of them that are filtered, for a spreadsheet."""
    mine, form = visitor.organization, TryFilter(request.GET, visitor)
    rows = attempt_rows(mine, **form.moments(mine))

    def tell(some: Sequence[Any]) -> Iterator[Try]:
        return iter(tries_told(mine, some))

    return list_file("tries", columns_of_tries(way_titles(mine)), all_of(rows, _ORDER, tell, form.only()))
