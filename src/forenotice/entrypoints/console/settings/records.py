"""What the DNS says of the sender of one way out, by itself, so that no page waits for it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.channels.errors import ChannelError
from forenotice.channels.queries import channel_by_key
from forenotice.channels.states import MAIL
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.sender_records import sender_records
from forenotice.entrypoints.console.visitors import Visitor, page


@page()
def records(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The piece; who comes by a link of their own is led to the page around it."""
    try:
        found = channel_by_key(visitor.organization, key)
    except ChannelError:
        raise Http404 from None
    if found.kind not in MAIL:
        raise Http404
    if not request.headers.get("HX-Request"):
        return to_page(visitor, "settings:way_out", key=key)
    return render(request, "frame/sender_records.html", sender_records(request, visitor, found))
