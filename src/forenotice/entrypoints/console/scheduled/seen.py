"""What came too late or came back is looked at, and the start page counts it no more."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.engine.operations import count_again, let_rest
from forenotice.engine.queries import MAY_REST, count_behind, seen_until
from forenotice.engine.states import Need
from forenotice.entrypoints.console.frame.answers import address, to_page
from forenotice.entrypoints.console.visitors import Visitor, page

_LISTS = {
    Need.MISSED: ("scheduled:page", "?show=missed"),
    Need.BOUNCED: ("scheduled:deliveries", "?state=bounced"),
}


@dataclass(frozen=True, slots=True)
class Resting:
    """How it stands with what one list shows: how many still count, and up to when it was looked at."""

    need: Need
    count: int
    seen_at: datetime | None
    until: str


def resting(visitor: Visitor, need: Need) -> Resting:
    """For the top of a list that a person can be done with."""
    mine, now = visitor.organization, visitor.now
    return Resting(need, count_behind(mine, now)[need], seen_until(mine, need), now.isoformat())


@page(writes=Role.EDITOR)
def seen(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Let what was shown rest, or count it again."""
    need = next((each for each in MAY_REST if each == request.POST.get("need")), None)
    if need is None:
        return to_page(visitor, "scheduled:page")
    mine, actor, now = visitor.organization, visitor.actor, visitor.now
    if "again" in request.POST:
        count_again(organization=mine, need=need, actor=actor, now=now)
        messages.success(request, gettext("The start page counts them again."))
    elif until := _moment(request.POST.get("until", "")):
        let_rest(organization=mine, need=need, until=until, actor=actor, now=now)
        messages.success(request, gettext("Seen. The start page speaks only of what comes from now on."))
    name, query = _LISTS[need]
    return redirect(f"{address(visitor, name)}{query}")


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
