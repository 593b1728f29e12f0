"""How one source is kept: how long it may be silent, stopped and let go on, and put away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.importing import begin_parting
from forenotice.engine.operations import ask_for_pulse
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.settings.sources import the_source
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.sources.errors import SourcesError
from forenotice.sources.models import Source
from forenotice.sources.operations import (
    LONGEST_SILENCE_DAYS,
    go_on_asking,
    let_be_silent,
    stop_asking,
)
from forenotice.sources.queries import count_told


@page(writes=Role.OWNER)
def keep_source(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Do what the page of the source offers to its owner."""
    found = the_source(visitor, key)
    ask = request.POST.get("act", "")
    if ask == "away":
        return _put_away(request, visitor, found)
    if ask in _ACTS:
        _ACTS[ask](request, visitor, found)
    return to_page(visitor, "settings:source", key=key)


def _about(visitor: Visitor, found: Source) -> dict[str, Any]:
    return {
        "organization": visitor.organization,
        "key": found.key,
        "actor": visitor.actor,
        "now": visitor.now,
    }


def _keep_days(request: HttpRequest, visitor: Visitor, found: Source) -> None:
    days = request.POST.get("fresh_for_days", "")
    try:
        let_be_silent(fresh_for_days=int(days) if days.isdecimal() else 0, **_about(visitor, found))
    except SourcesError:
        words = gettext("Write a number of days from 1 to %(most)s.")
        messages.error(request, words % {"most": LONGEST_SILENCE_DAYS})
    else:
        messages.success(request, gettext("Kept."))


def _stop(request: HttpRequest, visitor: Visitor, found: Source) -> None:
    stop_asking(**_about(visitor, found))
    words = gettext(
        "It is asked no more. What it told grows old: after %(days)s days without news its reminders are "
        "withheld, until you let it go on."
    )
    messages.success(request, words % {"days": found.fresh_for_days})


def _go_on(request: HttpRequest, visitor: Visitor, found: Source) -> None:
    go_on_asking(**_about(visitor, found))
    ask_for_pulse()
    messages.success(request, gettext("It will be asked within a minute."))


_ACTS: dict[str, Callable[[HttpRequest, Visitor, Source], None]] = {
    "days": _keep_days,
    "stop": _stop,
    "go_on": _go_on,
}


def _put_away(request: HttpRequest, visitor: Visitor, found: Source) -> HttpResponse:
    if "confirmed" not in request.POST:
        told = count_told(visitor.organization, found)
        words = ngettext(
            "Its %(count)s subscription counts as gone, and the reminders scheduled for it are cancelled. "
            "Keys and passwords are forgotten. Members, what was said to them and what was told stay. "
            "Connect it again, or bring its file again, and its subscriptions are back.",
            "Its %(count)s subscriptions count as gone, and the reminders scheduled for them are cancelled. "
            "Keys and passwords are forgotten. Members, what was said to them and what was told stay. "
            "Connect it again, or bring its file again, and its subscriptions are back.",
            told,
        )
        return confirm(
            request,
            title=gettext("Put %(key)s away") % {"key": found.key},
            consequence=words % {"count": number(told)},
            button=gettext("Put this source away"),
            back=address(visitor, "settings:source", key=found.key),
            fields=[("act", "away")],
        )
    try:
        begin_parting(
            organization=visitor.organization, source=found, actor=visitor.actor, clock=current_time
        )
    except UndertakingBusyError:
        messages.warning(request, gettext("Something else is being done. Try again when it is over."))
        return to_page(visitor, "settings:source", key=found.key)
    messages.success(request, gettext("It is being put away."))
    return to_page(visitor, "settings:sources")
