"""Required messages that no mail could bring: they are printed and posted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Role
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import settle_unreached
from forenotice.dispatcher.queries import UnreachedTold, letter_page, unreached_messages
from forenotice.entrypoints.console.frame.answers import (
    address,
    confirm,
    mail_in_a_frame,
    numbers_sent,
    to_page,
)
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.scheduled.tabs import TAB_WORDS
from forenotice.entrypoints.console.visitors import Visitor, page

_COLUMNS: Columns[UnreachedTold] = [
    (_("Letter"), lambda each: each.number),
    (_("Member"), lambda each: each.name or each.member),
    (_("Product"), lambda each: each.product),
    (_("Due"), lambda each: each.due_on.isoformat()),
    (_("Since"), lambda each: instant(each.found_at)),
    (_("Why"), lambda each: said(each.sentence)),
    (_("Answer"), lambda each: said(each.detail)),
]


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


@page()
def letters_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The list of those that wait, for a spreadsheet."""
    del request
    return list_file("letters", _COLUMNS, unreached_messages(visitor.organization))


def _settle(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    meant = numbers_sent(request, "letter")
    if not meant:
        messages.warning(request, gettext("Choose at least one of them first."))
        return to_page(visitor, "scheduled:letters")
    if "confirmed" not in request.POST:
        consequence = ngettext(
            "%(n)s letter counts as posted and is asked for no more, and nobody can undo this. If it lies "
            "unposted, the member never gets what the law demands.",
            "%(n)s letters count as posted and are asked for no more, and nobody can undo this. Where one "
            "lies unposted, the member never gets what the law demands.",
            len(meant),
        )
        return confirm(
            request,
            title=gettext("Did the chosen ones go by post?"),
            consequence=consequence % {"n": number(len(meant))},
            button=gettext("They went by post"),
            back=address(visitor, "scheduled:letters"),
            fields=[("letter", str(each)) for each in meant],
        )
    try:
        done = settle_unreached(
            organization=visitor.organization, numbers=meant, actor=visitor.actor, now=visitor.now
        )
    except DispatcherError:
        messages.warning(request, gettext("Somebody has settled one of them already. Please look again."))
        return to_page(visitor, "scheduled:letters")
    said = ngettext("%(n)s letter is settled.", "%(n)s letters are settled.", done) % {"n": number(done)}
    messages.success(request, said)
    return to_page(visitor, "scheduled:letters")
