"""The ways in for facts: how fresh they are, what they did not make us understand, and ask them now."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.engine.operations import ask_for_pulse
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.sources.models import Source
from forenotice.sources.operations import ask_soon
from forenotice.sources.queries import rejected_rows, source_health, sources_of, unclear_rows


@page()
def sources(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All of them, by key."""
    return draw(request, "sources", "sources", {"sources": sources_of(visitor.organization)})


@page(writes=Role.EDITOR)
def source(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """One of them, with the rows that could not be understood and why."""
    found = the_source(visitor, key)
    if request.method == "POST":
        ask_soon(organization=visitor.organization, source=found, now=visitor.now)
        ask_for_pulse()
        messages.success(request, gettext("It will be asked within a minute."))
        return to_page(visitor, "settings:source", key=key)
    health = next(one for one in source_health(visitor.organization, visitor.now) if one.key == key)
    shown: dict[str, Any] = {
        "source": found,
        "health": health,
        "unclear": unclear_rows(visitor.organization, found),
        "rejected": rejected_rows(visitor.organization, key),
    }
    return draw(request, "source", "sources", shown)


def the_source(visitor: Visitor, key: str) -> Source:
    """That source of the organization; else there is nothing here."""
    for each in sources_of(visitor.organization):
        if each.key == key:
            return each
    raise Http404
