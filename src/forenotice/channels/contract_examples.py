"""What channels under test are made to carry: messages for people, or payloads for programs. Pure."""

import hashlib
import json
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
    """A payload of its own for each number, whole, about `member<number>@example.net`."""
    address = f"member{number}@example.net"
    told = _TOLD | {"id": f"rem_{number}", "member": _MEMBER | {"id": str(number), "email": address}}
    whole = {"type": PayloadType.DUE, "timestamp": "2026-11-24T09:00:00Z", "data": told}
    body = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    flat = (("event_type", "reminder_due"), ("email", address), ("first_name", "Zoë & Co"))
    return Payload(f"due_{number}", PayloadType.DUE, body, COMPOSED_AT, "crm", flat)


_NOWHERE = {"street": "", "city": "", "state": "", "zip": "", "country": ""}
_PRICE = {"amount": "49.00", "minor": 4900, "currency": "EUR"}
_MEMBER: dict[str, Any] = {
    "id": "",
    "email": "",
    "first_name": "Zoë",
    "last_name": "Martin",
    "username": "zoe",
    "phone": "",
    "status": "active",
    "locale": "fr",
    "since": "2024-12-01",
    "tags": ["alto"],
    "custom": {"voice": "alto"},
    "billing": _NOWHERE | {"city": "Nantes", "country": "FR"},
    "shipping": _NOWHERE,
}
_TOLD: dict[str, Any] = {
    "id": "",
    "version": 1,
    "mode": "live",
    "shortened": False,
    "organization": {"key": "choir", "name": "Harbour Choir", "support_email": "office@example.org"},
    "reminder": {
        "rule": "renewal",
        "step": "week-before",
        "lead_time": "7 days",
        "message_class": "courtesy",
    },
    "due": {
        "kind": "renewal",
        "on": "2026-12-01",
        "at": None,
        "zone": "Europe/Paris",
        "cancel_by_on": "2026-11-30",
        "cancel_by_at": None,
        "trial_ends_on": None,
    },
    "payment": {
        "amount": _PRICE,
        "previous_amount": None,
        "due_on": "2026-12-01",
        "is_automatic": True,
        "is_first": False,
        "is_last": False,
        "number": 3,
        "of": None,
        "card": {"brand": "Visa", "last4": "4242", "expires_on": "2027-08-31"},
    },
    "product": {
        "id": "friend",
        "name": "Friend of the choir",
        "description": "",
        "level": "Friend",
        "bundle": "",
        "price": _PRICE,
        "interval": {"count": 1, "unit": "year"},
    },
    "order": {
        "number": "A-17",
        "total": _PRICE,
        "subtotal": None,
        "discount": None,
        "shipping": None,
        "coupon": "",
        "quantity": 1,
        "billing_address": _NOWHERE,
        "shipping_address": _NOWHERE,
    },
    "subscription": {"id": "sub-17", "source": "csv"},
    "links": {
        "pay": "",
        "update_payment": "https://example.org/card",
        "manage": "https://example.org/me",
        "cancel": "https://example.org/leave",
    },
}
