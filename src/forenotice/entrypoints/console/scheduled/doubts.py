"""Deliveries of which nobody knows whether they arrived: a person decides, here and once."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import let_be, resend
from forenotice.dispatcher.queries import unknown_deliveries
from forenotice.entrypoints.console.frame.answers import address, confirm, numbers_sent, to_page
from forenotice.entrypoints.console.frame.lists import list_file
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.frame.ways import way_titles
from forenotice.entrypoints.console.scheduled.deliveries import columns_of
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.EDITOR)
def doubts(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The one list, the oldest first, with the two answers."""
    if request.method == "POST":
        return _decide(request, visitor)
    found = unknown_deliveries(visitor.organization)
    return render(request, "scheduled/doubts.html", {"told": found, "tabs": TAB_WORDS})


@page()
def doubts_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The same list for a spreadsheet."""
    del request
    return list_file(
        "doubts", columns_of(way_titles(visitor.organization)), unknown_deliveries(visitor.organization)
    )


def _decide(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    meant = numbers_sent(request, "delivery")
    decision = "resend" if request.POST.get("decision") == "resend" else "let_be"
    if not meant:
        messages.warning(request, gettext("Choose at least one of them first."))
        return to_page(visitor, "scheduled:doubts")
    if "confirmed" not in request.POST:
        return _confirm(request, visitor, decision, meant)
    decide = resend if decision == "resend" else let_be
    try:
        done = decide(
            organization=visitor.organization, delivery_ids=meant, actor=visitor.actor, now=visitor.now
        )
    except DispatcherError:
        # Somebody else was faster; the list shows what is left.
        messages.warning(
            request, gettext("Somebody has decided about one of them already. Please look again.")
        )
        return to_page(visitor, "scheduled:doubts")
    count = len(done.delivery_ids)
    if decide is resend:
        said = ngettext(
            "%(n)s message will be sent again within a minute.",
            "%(n)s messages will be sent again within a minute.",
            count,
        )
    else:
        said = ngettext("%(n)s message is left as it is.", "%(n)s messages are left as they are.", count)
    messages.success(request, said % {"n": number(count)})
    return to_page(visitor, "scheduled:doubts")


def _confirm(request: HttpRequest, visitor: Visitor, decision: str, meant: Sequence[int]) -> HttpResponse:
    if decision == "resend":
        title, button = gettext("Send the chosen ones again?"), gettext("Send them again")
        consequence = ngettext(
            "%(n)s message leaves again within a minute. If the member had it already, they get it twice, "
            "and nobody can call it back.",
            "%(n)s messages leave again within a minute. Members who had theirs already get it twice, and "
            "nobody can call them back.",
            len(meant),
        )
    else:
        title, button = gettext("Leave the chosen ones as they are?"), gettext("Leave them as they are")
        consequence = ngettext(
            "%(n)s message is not sent again, and nobody can undo this. If it was not taken, the member "
            "never hears of it.",
            "%(n)s messages are not sent again, and nobody can undo this. Members whose message was not "
            "taken never hear of it.",
            len(meant),
        )
    return confirm(
        request,
        title=title,
        consequence=consequence % {"n": number(len(meant))},
        button=button,
        back=address(visitor, "scheduled:doubts"),
        fields=[("decision", decision), *(("delivery", str(each)) for each in meant)],
    )
