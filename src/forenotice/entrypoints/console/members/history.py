"""What happened around a member, newest first, and notes about them."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.engine.timeline import PAGE, Entry, timeline_of
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.members.differences import differences
from forenotice.entrypoints.console.members.found import name_of, the_member
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.operations import note_down

_LONGEST_NOTE = 4_000


@page(writes=Role.EDITOR)
def history(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """A page of it; what is sent here is a note."""
    about = the_member(visitor, member_id)
    if request.method == "POST":
        text = request.POST.get("text", "").strip()[:_LONGEST_NOTE]
        if text:
            note_down(
                organization=visitor.organization,
                member=about,
                text=text,
                actor=visitor.actor,
                now=visitor.now,
            )
            messages.success(request, gettext("Noted."))
        else:
            messages.info(request, gettext("A note needs some words, so nothing was written down."))
        return to_page(visitor, "members:history", member_id=about.pk)
    before = _instant(request.GET.get("after", ""))
    # One more than is shown tells whether there is more, and those of one instant stay together.
    found = timeline_of(visitor.organization, about, before=before, most=PAGE + 1)
    entries, after = _page(found)
    shown = {
        "about": about,
        "name": name_of(about),
        "entries": [(entry, differences(entry.difference, entry.currency)) for entry in entries],
        "list": {"after": after, "is_first": before is None},
    }
    return render(request, "members/history.html", shown)


def _page(found: list[Entry]) -> tuple[list[Entry], str]:
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE].at
    shown = [entry for entry in found if entry.at > last] or found
    return shown, shown[-1].at.isoformat()


def _instant(written: str) -> Any:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
