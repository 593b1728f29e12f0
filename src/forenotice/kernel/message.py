"""The finished message that a channel carries, and the receipt that the channel answers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class MessageClass(StrEnum):
    """Whether law or network demands a message, or kindness does."""

    REQUIRED = "required"
    COURTESY = "courtesy"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox with the name shown before it. Neither part ever holds a line break."""

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        for part in (self.email, self.name):
            if "\r" in part or "\n" in part:
                raise ValueError("An address cannot hold a line break.")


@dataclass(frozen=True, eq=False, slots=True)
class SharedBlocks:
    """Whole lines of HTML that all messages of one revision share, by the name that stands for them.

    It equals nothing but itself, so that what was made of it can be found again at once.
    """

    words: Mapping[str, str]


NOTHING_SHARED = SharedBlocks(MappingProxyType({}))


class Html(NamedTuple):
    """HTML in which the shared blocks are named, each on a line of its own, instead of repeated."""

    lines: str = ""
    shared: SharedBlocks = NOTHING_SHARED

    @property
    def whole(self) -> str:
        """The HTML as members read it."""
        words = self.shared.words
        if not words:
            return self.lines
        return "\n".join([words.get(line, line) for line in self.lines.split("\n")])


class Message(NamedTuple):
    """Words ready to leave, with everything a channel needs and nothing about why they are said.

    ``message_id`` is the same at every try of one delivery (RFC 5322, 3.6.4), without angle brackets.
    ``composed_at`` becomes the Date header. ``boundary`` separates the parts of the MIME body, and is
    kept with ``composed_at`` so that the same bytes can be made again.
    """

    message_id: str
    sender: Address
    recipient: Address
    subject: str
    body: Html
    text: str
    composed_at: datetime
    boundary: str
    message_class: MessageClass = MessageClass.COURTESY
    locale: str = "en"
    reply_to: Address | None = None
    return_path: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    unsubscribe: str = ""
    """Where one POST stops messages of this kind (RFC 8058); empty where there is nothing to stop."""
    revision: str = ""
    """Names the message revision and locale."""

    @property
    def html(self) -> str:
        """The HTML as members read it."""
        return self.body.whole


class Outcome(StrEnum):
    """The four answers that a channel can give."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


class Receipt(NamedTuple):
    """What a channel answered to one hand-over.

    ``code`` is the channel's own (an SMTP reply such as ``451``), ``detail`` its last words, shortened and
    free of addresses. ``reference`` is the channel's name for what it took (a queue id, a file name).
    ``bytes_sha256`` is of the unsigned bytes, hexadecimal, empty when none were made.
    ``whole_channel`` is true when the fault is the channel's and not this recipient's, so that
    nobody else need be tried just now. ``is_mailbox_gone`` is true when there is no mailbox at the
    recipient's address, and writing there again would be wrong.
    """

    message_id: str
    outcome: Outcome
    code: str = ""
    detail: str = ""
    reference: str = ""
    bytes_sha256: str = ""
    whole_channel: bool = False
    retry_after_seconds: int | None = None
    is_mailbox_gone: bool = False
