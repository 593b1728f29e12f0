"""What becomes known of a message after its channel took it: from mail that came back, or from a provider."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class NewsKind(StrEnum):
    """What became of a message, or what its reader made of it."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


class News(NamedTuple):
    """One piece of news; the same ``provider`` and ``event_id`` are the same piece, however often it comes.

    The message is told by ``message_name``, which is what stands before the @ of its id, or else by the
    ``reference`` in the channel's receipt; ``composed_at``, its Date, helps to find it. Of a bounce,
    ``is_mailbox_gone`` says that writing to that address again would be wrong. ``detail`` is short and holds
    no address.
    """

    provider: str
    event_id: str
    kind: NewsKind
    happened_at: datetime
    message_name: str = ""
    reference: str = ""
    is_mailbox_gone: bool = False
    code: str = ""
    detail: str = ""
    composed_at: datetime | None = None


BY_PROVIDER = "provider"
"""The code in the receipt of a provider that took a message; its reference may come back with news."""

NAME_LENGTH = 40
"""The letters of a message's name, each a hexadecimal digit."""


def message_name(message_id: str) -> str:
    """The name of a message in its id; empty where the id is not one of ours."""
    name = message_id.strip().lstrip("<").partition("@")[0].lower()
    return name if len(name) == NAME_LENGTH and not set(name) - set("0123456789abcdef") else ""
