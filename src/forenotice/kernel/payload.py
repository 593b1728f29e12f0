"""What channels carry that speak to programs: facts of an upcoming payment, in a form that stays the same."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class PayloadType(StrEnum):
    """What a payload tells: that a payment is coming, or that what was told no longer holds."""

    DUE = "reminder.due"
    WITHDRAWN = "reminder.withdrawn"


class Payload(NamedTuple):
    """Facts ready to leave, as bytes of JSON that are the same at every try.

    ``message_id`` is the same at every try of one delivery: it is the ``webhook-id`` of Standard Webhooks.
    ``body`` was frozen when it was made, at ``composed_at``. ``flat`` are the same facts as pairs of a
    query, for those who ask for them in MemberMouse's form; empty for everybody else. ``recipient`` is the
    channel's key.
    """

    message_id: str
    type: PayloadType
    body: bytes
    composed_at: datetime
    recipient: str
    flat: tuple[tuple[str, str], ...] = ()
