"""The letters of the test mailbox: a list, one of them, and its parts for a frame."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Role
from forenotice.channels.errors import ChannelError
from forenotice.channels.operations import empty_mailbox
from forenotice.channels.queries import Letter, find_letters, mailbox_directory, neighbours, read_message
from forenotice.entrypoints.console.frame.answers import address, confirm, mail_in_a_frame, to_page
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.queries import zones_by_address

_AT_ONCE = 500
_COLUMNS: Columns[Letter] = [
    (_("When"), lambda each: instant(each.at)),
    (pgettext_lazy("recipient", "To"), lambda each: each.recipient),
    (pgettext_lazy("sender", "From"), lambda each: each.sender),
    (_("Subject"), lambda each: each.subject),
    (_("Message id"), lambda each: each.message_id),
]


@page()
def letters(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The newest first; with ``search``, those whose subject or recipient holds it."""
    search = request.GET.get("search", "").strip()
    found = find_letters(mailbox_directory(visitor.organization), search, before=request.GET.get("after", ""))
    zones = zones_by_address(visitor.organization, [each.recipient for each in found.rows])
    told = [(each, zones.get(each.recipient, "")) for each in found.rows]
    shown = {"list": found, "told": told, "search": search}
    return render(request, "mailbox/letters.html", shown)


@page()
def letters_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The list for a spreadsheet, as far as it fits what is searched."""
    return list_file("mailbox", _COLUMNS, _all(visitor, request.GET.get("search", "").strip()))


def _all(visitor: Visitor, search: str) -> Iterator[Letter]:
    before = ""
    while True:
        found = find_letters(mailbox_directory(visitor.organization), search, before=before, most=_AT_ONCE)
        yield from found.rows
        if not (before := found.after):
            return


@page()
def letter(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    """One letter, with the ways to the next newer and the next older one."""
    found = _letter(visitor, name)
    newer, older = neighbours(mailbox_directory(visitor.organization), found.name)
    shown = {
        "letter": found,
        "zone": zones_by_address(visitor.organization, [found.recipient]).get(found.recipient, ""),
        "newer": newer,
        "older": older,
        "is_for_a_program": not found.sender,
    }
    return render(request, "mailbox/letter.html", shown)


@page()
def part(request: HttpRequest, visitor: Visitor, name: str, which: str) -> HttpResponse:
    """Its HTML for a sandboxed frame, its text, or all of it as it would have left."""
    found = _letter(visitor, name)
    if which == "html" and found.html:
        return mail_in_a_frame(found.html)
    if which == "text":
        return HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    if which == "source":
        whole = (mailbox_directory(visitor.organization) / found.name).read_bytes()
        return HttpResponse(whole, content_type="text/plain; charset=utf-8")
    raise Http404


@page(writes=Role.EDITOR)
def empty(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Throw all letters away, once it was confirmed."""
    if request.method == "POST":
        count = empty_mailbox(organization=visitor.organization, actor=visitor.actor, now=visitor.now)
        said = ngettext("%(n)s message is thrown away.", "%(n)s messages are thrown away.", count)
        messages.success(request, said % {"n": number(count)})
        return to_page(visitor, "mailbox:page")
    return confirm(
        request,
        title=gettext("Empty the test mailbox"),
        consequence=gettext(
            "All messages in it are deleted from this machine. Members are not concerned: none of these was "
            "ever sent to anybody. What was rehearsed is not rehearsed again."
        ),
        button=gettext("Delete them all"),
        back=address(visitor, "mailbox:page"),
    )


def _letter(visitor: Visitor, name: str) -> Letter:
    try:
        return read_message(mailbox_directory(visitor.organization), name)
    except (ChannelError, OSError):
        raise Http404 from None
