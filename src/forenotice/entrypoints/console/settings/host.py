"""Does this host speak, and to whom: rehearsal or live, and what holds everything."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from forenotice.accounts.operations import return_to_rehearsal
from forenotice.accounts.queries import owns_everything
from forenotice.accounts.states import Mode, Role
from forenotice.engine.errors import EngineError
from forenotice.engine.host import standing
from forenotice.engine.queries import broken_pulse
from forenotice.engine.resuming import last_review, resume, review
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.OWNER)
def host(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How it stands; an owner releases what is held, or goes back to a rehearsal."""
    if request.method == "POST":
        return _decide(request, visitor)
    if "rehearse" in request.GET and visitor.organization.mode == Mode.LIVE:
        return confirm(
            request,
            title=gettext("Go back to rehearsing"),
            consequence=gettext(
                "From the next minute on nothing reaches your members. What would leave lands in the test "
                "mailbox, until you go live again."
            ),
            button=gettext("Rehearse again"),
            back=address(visitor, "settings:host"),
            fields=[("decision", "rehearse")],
        )
    found = standing()
    shown: dict[str, Any] = {
        "standing": found,
        "is_live": visitor.organization.mode == Mode.LIVE,
        "broken": broken_pulse(visitor.organization),
    }
    if found.is_held:
        shown["may_release"] = visitor.is_owner and owns_everything(visitor.user)
        seen = last_review(now=visitor.now)
        shown["seen_at"] = visitor.now.isoformat()
        shown["mine"] = next(
            (one for one in seen.maybe_said if one.organization == visitor.organization.key), None
        )
    return draw(request, "host", "host", shown)


def _decide(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    decision = request.POST.get("decision")
    if decision == "rehearse":
        return_to_rehearsal(organization=visitor.organization, actor=visitor.actor, now=visitor.now)
        messages.success(request, gettext("You are rehearsing again. Nothing reaches your members."))
    elif decision in ("said", "not_said"):
        return _release(request, visitor, said=decision == "said")
    return to_page(visitor, "settings:host")


def _release(request: HttpRequest, visitor: Visitor, *, said: bool) -> HttpResponse:
    """Let this host speak, once that was confirmed, if what may have been said is still as it was seen."""
    back = to_page(visitor, "settings:host")
    if not owns_everything(visitor.user):
        # What they say of it would be said for members of organizations that are not theirs.
        messages.error(request, gettext("There are other organizations on this host. Nothing was changed."))
        return back
    hold, seen_at = request.POST.get("hold", ""), _seen_at(request, visitor.now)
    try:
        found = review(now=visitor.now)
        if seen_at is None or not found.is_as_seen(hold, seen_at, visitor.now):
            messages.warning(
                request, gettext("More has come to light since you looked. Look again, then decide.")
            )
            return back
        if "confirmed" not in request.POST:
            seen = [("hold", hold), ("seen_at", seen_at.isoformat())]
            return _ask_once_more(request, visitor, found.as_of(seen_at).count, seen, said=said)
        resume(said=said, seen_at=seen_at, actor=visitor.actor, now=visitor.now)
    except EngineError:
        messages.warning(request, gettext("Nothing was held any more."))
    else:
        messages.success(request, gettext("This host speaks again."))
    return back


def _seen_at(request: HttpRequest, now: datetime) -> datetime | None:
    """When the page was drawn on which it was decided."""
    try:
        seen_at = datetime.fromisoformat(request.POST.get("seen_at", ""))
    except ValueError:
        return None
    return seen_at if seen_at.tzinfo is not None and seen_at <= now else None


def _ask_once_more(
    request: HttpRequest, visitor: Visitor, count: int, seen: list[tuple[str, str]], *, said: bool
) -> HttpResponse:
    consequence = gettext(
        "From the next minute on this host speaks to your members. If it is a copy and the original speaks "
        "too, they hear everything twice."
    )
    if count:
        consequence = f"{consequence} {_counted(count, said=said)}"
    return confirm(
        request,
        title=gettext("Speak from this host?"),
        consequence=consequence,
        button=gettext("Speak from here"),
        back=address(visitor, "settings:host"),
        fields=[("decision", "said" if said else "not_said"), *seen],
    )


def _counted(count: int, *, said: bool) -> str:
    if said:
        words = ngettext(
            "%(n)s reminder counts as said for good: if it was not, nobody hears of it.",
            "%(n)s reminders count as said for good: where they were not, nobody hears of them.",
            count,
        )
    else:
        words = ngettext(
            "%(n)s reminder that may have been said is said here if it is still in time: if it was said, "
            "somebody hears it twice, and nobody can undo this.",
            "%(n)s reminders that may have been said are said here as far as they are still in time: where "
            "they were said, members hear them twice, and nobody can undo this.",
            count,
        )
    return words % {"n": number(count)}
