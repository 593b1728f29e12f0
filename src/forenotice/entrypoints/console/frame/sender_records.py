"""What the DNS says of a sender, as a piece of a page that is fetched by itself: the DNS may take seconds.

A page includes ``frame/sender_records.html`` with ``looks``, the address that answers with the piece. Without
JavaScript the page itself is asked by a link, with ``look``.
"""

from typing import Any

from django.http import HttpRequest

from forenotice.channels.models import Channel
from forenotice.channels.sender_domain import look_up_sender
from forenotice.entrypoints.console.frame.answers import address
from forenotice.entrypoints.console.visitors import Visitor


def sender_records(request: HttpRequest, visitor: Visitor, channel: Channel) -> dict[str, Any]:
    """What the piece shows; the DNS is asked only where whoever looks wants it."""
    sender = (channel.settings.get("from") or {}).get("email") or visitor.organization.sender_email
    looks = address(visitor, "settings:records", key=channel.key)
    shown: dict[str, Any] = {"sender": sender, "has_no_sender": not sender, "looks": looks}
    if sender and request.GET.get("look") and visitor.may_edit:
        shown["records"] = look_up_sender(channel, sender)
    return shown
