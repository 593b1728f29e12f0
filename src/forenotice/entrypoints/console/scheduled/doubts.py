"""Deliveries of which nobody knows whether they arrived: a person decides, here and once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import let_be, resend
from forenotice.dispatcher.queries import unknown_deliveries
from forenotice.entrypoints.console.frame.answers import numbers_sent, to_page
from forenotice.entrypoints.console.frame.lists import list_file
from forenotice.entrypoints.console.scheduled.deliveries import COLUMNS
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
    return list_file("doubts", COLUMNS, unknown_deliveries(visitor.organization))


def _decide(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    meant = numbers_sent(request, "delivery")
    decide = resend if request.POST.get("decision") == "resend" else let_be
    if not meant:
        messages.warning(request, gettext("Choose at least one of them first."))
        return to_page(visitor, "scheduled:doubts")
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
    number = len(done.delivery_ids)
    if decide is resend:
        said = ngettext(
            "%(n)s message will be sent again within a minute.",
            "%(n)s messages will be sent again within a minute.",
            number,
        )
    else:
        said = ngettext("%(n)s message is left as it is.", "%(n)s messages are left as they are.", number)
    messages.success(request, said % {"n": number})
    return to_page(visitor, "scheduled:doubts")
