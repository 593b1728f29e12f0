"""The ways in for facts: how fresh they are, what they did not make us understand, and ask them now."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.importing import begin_pull
from forenotice.engine.operations import ask_for_pulse
from forenotice.engine.queries import latest_undertaking
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.undertakings import progress, under_way
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.sources.models import Source
from forenotice.sources.operations import FILE, LONGEST_SILENCE_DAYS, PUSH, ask_soon
from forenotice.sources.queries import rejected_rows, source_health, sources_of, unclear_rows


@page()
def sources(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All of them, by key."""
    shown = {"sources": sources_of(visitor.organization), **under_way(visitor)}
    return draw(request, "sources", "sources", shown)


@page(writes=Role.EDITOR)
def source(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """One of them, with the rows that could not be understood and why; a POST asks it now."""
    found = the_source(visitor, key)
    if request.method == "POST":
        _ask_now(request, visitor, found)
        return to_page(visitor, "settings:source", key=key)
    health = next(one for one in source_health(visitor.organization, visitor.now) if one.key == key)
    shown: dict[str, Any] = {
        "source": found,
        "health": health,
        "unclear": unclear_rows(visitor.organization, found),
        "rejected": rejected_rows(visitor.organization, key),
        "is_file": found.kind == FILE,
        "is_pushed": found.kind == PUSH,
        "most_days": LONGEST_SILENCE_DAYS,
        **under_way(visitor),
    }
    return draw(request, "source", "sources", shown)


@page()
def how_far(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How far the long thing is that was begun last."""
    return progress(request, latest_undertaking(visitor.organization, now=visitor.now))


def the_source(visitor: Visitor, key: str) -> Source:
    """The source that stands in the address."""
    for each in sources_of(visitor.organization):
        if each.key == key:
            return each
    raise Http404


def _ask_now(request: HttpRequest, visitor: Visitor, found: Source) -> None:
    """Read what is new while its owner looks on; with the next pulse where something else is being done."""
    if found.pull_every_minutes is None or found.stopped_at is not None:
        return
    mine = visitor.organization
    try:
        begin_pull(
            organization=mine, source=found, from_beginning=False, actor=visitor.actor, clock=current_time
        )
    except UndertakingBusyError:
        ask_soon(organization=mine, source=found, now=visitor.now)
        ask_for_pulse()
        messages.success(request, gettext("Something else is being done. It is asked right after that."))
