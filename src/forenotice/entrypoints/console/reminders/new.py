"""A reminder that is not there yet: from a ready-made set, or from nothing."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from forenotice.accounts.states import Role
from forenotice.entrypoints.console.reminders.draft import draft_of
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.rule import Writing
from forenotice.entrypoints.console.reminders.sets import offers, written_set
from forenotice.entrypoints.console.visitors import Visitor, page


@page()
def choose(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The ready-made sets, and an empty page."""
    return render(request, "reminders/new.html", {"sets": offers(Shelves(visitor.organization))})


@page(writes=Role.EDITOR)
def write(request: HttpRequest, visitor: Visitor, begin: str) -> HttpResponseBase:
    """A new reminder, begun with a set."""
    shelves = Shelves(visitor.organization)
    offer = next((each for each in offers(shelves) if each.key == begin), None)
    if offer is None:
        raise Http404
    begun = written_set(begin, shelves)
    writing = Writing(request, visitor, shelves, None, begin)
    if request.method == "POST":
        return writing.typed(begun)
    return writing.drawn(draft_of(shelves, begun, name=offer.name, on=True))
