"""The names that a delivery bears towards the outside: the same at every try, and on every host. Pure."""

import hashlib
from datetime import date
from typing import NamedTuple

_A_MONTH = 28


class DeliveryKey(NamedTuple):
    """What makes a delivery this one, in words that do not depend on any database's row numbers."""

    organization: str
    rule: str
    step: str
    source: str
    subscription: str
    occasion: str
    cycle: str
    mode: str
    channel: str
    recipient: str
    type: str

    def digest(self) -> str:
        """The key as 40 hexadecimal digits."""
        parts = (
            *(self.organization, self.rule, self.step, self.source, self.subscription, self.occasion),
            *(self.cycle, self.mode, self.channel, self.recipient, self.type),
        )
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:40]


def about(key: DeliveryKey) -> str:
    """Which step speaks of which subscription, as 24 hexadecimal digits, whichever payment it is."""
    parts = (key.organization, key.rule, key.step, key.source, key.subscription, key.occasion)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def short_name(of_message_id: str) -> str:
    """A delivery's name by which the send journal knows it; nothing can be read from it."""
    return hashlib.sha256(of_message_id.encode("utf-8", "replace")).hexdigest()[:16]


def is_same_payment(said: date, due_on: date, interval_days: int) -> bool:
    """Whether a due date that was spoken of is this one: half an interval lies nearer to it than to the next.

    The cycle's number does not tell. A subscription that a restored database has never heard of is counted
    from its first cycle again. Where nothing repeats, a month is taken.
    """
    return 2 * abs((due_on - said).days) < (interval_days or _A_MONTH)


def message_id(digest: str, sender_email: str) -> str:
    """The Message-ID (RFC 5322, 3.6.4), without angle brackets: unique by its left part."""
    domain = sender_email.rpartition("@")[2]
    return f"{digest}@{domain if domain.isascii() and domain else 'forenotice.invalid'}"


def payload_id(digest: str) -> str:
    """The id of a payload, which never holds a full stop (Standard Webhooks signs ``id.timestamp.body``)."""
    return f"due_{digest}"


def boundary(of_message_id: str) -> str:
    """What separates the parts of the MIME body; no words of a message ever hold it."""
    return f"=_{hashlib.sha256(of_message_id.encode('utf-8', 'replace')).hexdigest()[:32]}"
