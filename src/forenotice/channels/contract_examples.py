"""What channels under test are made to carry: messages for people, or payloads for programs. Pure."""

import hashlib
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Any

from forenotice.channels.mime import build_mime
from forenotice.kernel.message import Address, Html, Message
from forenotice.kernel.payload import Payload, PayloadType

COMPOSED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Cargo(ABC):
    """Parcels by their numbers, each with an id of its own."""

    unfit_word: str
    """What is said of one that cannot be carried holds this word."""

    @abstractmethod
    def name(self, number: int) -> str:
        """The id of a parcel."""

    @abstractmethod
    def make(self, number: int = 1) -> Any:
        """A parcel of its own for each number, for `member<number>@example.net`."""

    @abstractmethod
    def make_unfit(self, number: int) -> Any:
        """One that cannot be carried, or None where there is no such thing."""

    @abstractmethod
    def sha256(self, parcel: Any) -> str:
        """Of the bytes that are to arrive, as a receipt tells it; empty for a channel that makes others."""

    def make_all(self, count: int) -> list[Any]:
        """The parcels 1 to `count`."""
        return [self.make(number) for number in range(1, count + 1)]


class Messages(Cargo):
    """Finished messages."""

    unfit_word = "Subject"

    def name(self, number: int) -> str:
        """See :class:`Cargo`."""
        return f"reminder-{number}@example.org"

    def make(self, number: int = 1) -> Message:
        """See :class:`Cargo`."""
        return example_message(number)

    def make_unfit(self, number: int) -> Message:
        """One with a line break in its subject."""
        return example_message(number)._replace(subject="Hello\r\nBcc: everybody@example.net")

    def sha256(self, parcel: Any) -> str:
        """Of the unsigned bytes of the MIME message."""
        return build_mime(parcel).sha256


class Payloads(Cargo):
    """Facts of upcoming payments."""

    unfit_word = "id"

    def name(self, number: int) -> str:
        """See :class:`Cargo`."""
        return f"due_{number}"

    def make(self, number: int = 1) -> Payload:
        """See :class:`Cargo`."""
        return example_payload(number)

    def make_unfit(self, number: int) -> Payload:
        """One with a line break in its id."""
        return example_payload(number)._replace(message_id=f"due_{number}\r\nX-More: lines")

    def sha256(self, parcel: Any) -> str:
        """Of the body."""
        return hashlib.sha256(parcel.body).hexdigest()


def example_message(number: int = 1) -> Message:
    """A message of its own for each number, to `member<number>@example.net`."""
    return Message(
        message_id=f"reminder-{number}@example.org",
        sender=Address("office@example.org", "Harbour Choir"),
        recipient=Address(f"member{number}@example.net", f"Member {number}"),
        subject=f"Your membership renews on 3 March ({number})",
        body=Html(f"<p>Hello {number},</p>\n<p>Your membership renews on 3&nbsp;March.</p>\n"),
        text=f"Hello {number},\n\nYour membership renews on 3 March.\n",
        composed_at=COMPOSED_AT,
        boundary=f"part{number}",
        headers={"List-Id": "<members.example.org>"},
    )


def example_payload(number: int = 1) -> Payload:
    """A payload of its own for each number; less than the composer would write, but in several scripts."""
    address = f"member{number}@example.net"
    body = (
        f'{{"type":"reminder.due","data":{{"id":"{number}","member":{{"name":"Zoë","email":"{address}"}}}}}}'
    )
    flat = (("event_type", "reminder_due"), ("email", address), ("first_name", "Zoë & Co"))
    return Payload(f"due_{number}", PayloadType.DUE, body.encode(), COMPOSED_AT, "crm", flat)
