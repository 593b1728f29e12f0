"""The states of a delivery and the arrows between them."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    WITHDRAWN = "withdrawn"
    ATTEMPTING = "attempting"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LET_BE = "let_be"


ARROWS: dict[tuple[DeliveryState | None, DeliveryState], str] = {
    (None, DeliveryState.QUEUED): "Its reminder was released.",
    (DeliveryState.QUEUED, DeliveryState.WITHDRAWN): "The last look before a try said no.",
    (DeliveryState.QUEUED, DeliveryState.ATTEMPTING): "One worker claimed it; committed before hand-over.",
    (DeliveryState.ATTEMPTING, DeliveryState.ACCEPTED): "The channel took responsibility; receipt kept.",
    (DeliveryState.ATTEMPTING, DeliveryState.QUEUED): "The channel said later; the next try is scheduled.",
    (DeliveryState.ATTEMPTING, DeliveryState.FAILED): "The channel said never, or no try is left.",
    (DeliveryState.ATTEMPTING, DeliveryState.UNKNOWN): "We do not know what became of it.",
    (DeliveryState.UNKNOWN, DeliveryState.ACCEPTED): "A late receipt came.",
    (DeliveryState.UNKNOWN, DeliveryState.QUEUED): "A person, or an idempotent channel, says resend.",
    (DeliveryState.UNKNOWN, DeliveryState.LET_BE): "A person says let it be.",
}


class DeliveryType(StrEnum):
    """Whether a delivery announces a due date or takes the announcement back."""

    DUE = "due"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """As what a recipient receives a reminder."""

    MEMBER = "member"
    CONTACT = "contact"
    OWNER_COPY = "owner_copy"
