"""What happened around a member, newest first, and notes about them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Role
from forenotice.engine.timeline import PAGE, Entry, Happening, timeline_of
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.labels import label, source_name
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tags import who
from forenotice.entrypoints.console.frame.ways import of_way, way_titles
from forenotice.entrypoints.console.members.differences import (
    changes_in_words,
    differences,
    wishes_in_words,
)
from forenotice.entrypoints.console.members.found import name_of, the_member
from forenotice.entrypoints.console.members.happenings import HAPPENING_WORDS, state_word
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.models import Member
from forenotice.ledger.operations import note_down

_LONGEST_NOTE, _AT_ONCE = 4_000, 500


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
        "entries": [
            (
                entry,
                differences(entry.difference, entry.currency),
                state_word(entry),
                wishes_in_words(entry.difference),
            )
            for entry in entries
        ],
        "list": {"after": after, "is_first": before is None},
    }
    return render(request, "members/history.html", shown)


@page()
def history_file(request: HttpRequest, visitor: Visitor, member_id: int) -> StreamingHttpResponse:
    """All of it for a spreadsheet."""
    del request
    about = the_member(visitor, member_id)
    columns = _columns(about.zone, way_titles(visitor.organization))
    return list_file(f"history-{about.pk}", columns, _whole(visitor, about))


def _whole(visitor: Visitor, about: Member) -> Iterator[Entry]:
    before = None
    while True:
        found = timeline_of(visitor.organization, about, before=before, most=_AT_ONCE + 1)
        entries, after = _page(found, _AT_ONCE)
        yield from entries
        if not after:
            return
        before = _instant(after)


def _columns(zone: str, ways: Mapping[str, str]) -> Columns[Entry]:
    return [
        (_("When"), lambda each: instant(each.at)),
        (_("When, for them"), lambda each: instant(each.at, zone)),
        (_("What happened"), lambda each: HAPPENING_WORDS[each.what]),
        (_("Subscription"), lambda each: each.subscription),
        (_("Reminder"), lambda each: each.rule),
        (_("Kind"), lambda each: label(each.due_kind)),
        (_("Due"), lambda each: each.due_on.isoformat() if each.due_on else ""),
        (_("State"), state_word),
        (_("Why"), lambda each: said(each.sentence)),
        (_("What changed"), _what_changed),
        (pgettext_lazy("recipient", "To"), lambda each: of_way(each.recipient, ways)),
        (_("Answer"), lambda each: said(each.answer)),
        (_("By whom"), lambda each: _by_whom(each, ways)),
        (_("Note"), lambda each: each.text),
    ]


def _what_changed(each: Entry) -> str:
    if each.what is Happening.WISHED:
        return wishes_in_words(each.difference)
    return changes_in_words(each.difference, each.currency)


def _by_whom(each: Entry, ways: Mapping[str, str]) -> str:
    return source_name(each.actor) if each.what is Happening.FIRST_TOLD else who(of_way(each.actor, ways))


def _page(found: list[Entry], most: int = PAGE) -> tuple[list[Entry], str]:
    if len(found) <= most:
        return found, ""
    last = found[most].at
    shown = [entry for entry in found if entry.at > last] or found
    return shown, shown[-1].at.isoformat()


def _instant(written: str) -> Any:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
