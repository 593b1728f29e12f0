"""Required messages that no mail could bring: they are printed and posted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import settle_unreached
from forenotice.dispatcher.queries import letter_page, unreached_messages
from forenotice.entrypoints.console.frame.answers import mail_in_a_frame, numbers_sent, to_page
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.EDITOR)
def letters(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Those that wait, and the word that some were posted."""
    if request.method == "POST":
        return _settle(request, visitor)
    return render(
        request,
        "scheduled/letters.html",
        {"told": unreached_messages(visitor.organization), "tabs": TAB_WORDS},
    )


@page()
def letter(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """One of them as a page that any browser prints."""
    try:
        return mail_in_a_frame(letter_page(visitor.organization, number, now=visitor.now))
    except DispatcherError:
        raise Http404 from None


def _settle(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    meant = numbers_sent(request, "letter")
    try:
        done = settle_unreached(
            organization=visitor.organization, numbers=meant, actor=visitor.actor, now=visitor.now
        )
    except DispatcherError:
        messages.warning(request, gettext("Somebody has settled one of them already. Please look again."))
        return to_page(visitor, "scheduled:letters")
    said = ngettext("%(n)s letter is settled.", "%(n)s letters are settled.", done) % {"n": done}
    messages.success(request, said)
    return to_page(visitor, "scheduled:letters")
