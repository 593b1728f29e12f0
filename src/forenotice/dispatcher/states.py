"""The states of a delivery, the arrows between them, and the reasons for each."""

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
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


ARRIVED = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.COMPLAINED)
"""Taken, and not come back as far as anybody knows."""

ASTRAY = (
    DeliveryState.FAILED,
    DeliveryState.BOUNCED,
    DeliveryState.COMPLAINED,
    DeliveryState.LET_BE,
    DeliveryState.WITHDRAWN,
)
"""What went wrong or was given up: few among many, in the order of their index."""

ARROWS: dict[tuple[DeliveryState | None, DeliveryState], str] = {
    (None, DeliveryState.QUEUED): "Its reminder was released, or a person has it sent to another address.",
    (DeliveryState.QUEUED, DeliveryState.WITHDRAWN): "The last look before a try said no.",
    (DeliveryState.QUEUED, DeliveryState.ATTEMPTING): "One worker claimed it; committed before hand-over.",
    (
        DeliveryState.QUEUED,
        DeliveryState.FAILED,
    ): "No try is left before the due date, or its channel is off.",
    (
        DeliveryState.QUEUED,
        DeliveryState.ACCEPTED,
    ): "It was taken before, and a repeat would be true no more.",
    (DeliveryState.QUEUED, DeliveryState.LET_BE): "A person says that it may have been said already.",
    (DeliveryState.ATTEMPTING, DeliveryState.ACCEPTED): "The channel took responsibility; receipt kept.",
    (DeliveryState.ATTEMPTING, DeliveryState.QUEUED): "The channel said later; the next try is scheduled.",
    (DeliveryState.ATTEMPTING, DeliveryState.FAILED): "The channel said never, or no try is left.",
    (DeliveryState.ATTEMPTING, DeliveryState.UNKNOWN): "We do not know what became of it.",
    (DeliveryState.UNKNOWN, DeliveryState.ACCEPTED): "A late receipt came.",
    (DeliveryState.UNKNOWN, DeliveryState.QUEUED): "A person, or an idempotent channel, says resend.",
    (DeliveryState.UNKNOWN, DeliveryState.LET_BE): "A person says let it be.",
    (DeliveryState.ACCEPTED, DeliveryState.QUEUED): "A person has a program told once more.",
    (DeliveryState.FAILED, DeliveryState.QUEUED): "A person has it told once more.",
    (DeliveryState.BOUNCED, DeliveryState.QUEUED): "A person has it sent once more.",
    (DeliveryState.WITHDRAWN, DeliveryState.QUEUED): "What it takes back had come back, and is gone again.",
    (DeliveryState.ACCEPTED, DeliveryState.DELIVERED): "Its provider says that it lies in the mailbox.",
    (DeliveryState.ACCEPTED, DeliveryState.BOUNCED): "It came back.",
    (DeliveryState.DELIVERED, DeliveryState.BOUNCED): "It came back after all.",
    (DeliveryState.ACCEPTED, DeliveryState.COMPLAINED): "Its reader reported it as spam.",
    (DeliveryState.DELIVERED, DeliveryState.COMPLAINED): "Its reader reported it as spam.",
}


class DeliveryReason(StrEnum):
    """Why a delivery is in its state. A withdrawn one bears the reason that its reminder would."""

    RELEASED = "released"
    CLAIMED = "claimed"
    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    NO_TRY_LEFT = "no_try_left"
    NOT_RENDERED = "not_rendered"
    NO_ANSWER = "no_answer"
    WORKER_VANISHED = "worker_vanished"
    LATE_RECEIPT = "late_receipt"
    RESEND = "resend"
    LET_BE = "let_be"
    MAYBE_SAID = "maybe_said"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    CHANNEL_OFF = "channel_off"
    REPLAY = "replay"
    TAKEN_BEFORE = "taken_before"
    SENT_AGAIN = "sent_again"


DELIVERY_REASON_SENTENCES: dict[DeliveryReason, str] = {
    DeliveryReason.RELEASED: "Its reminder was released, and it waits for a free connection.",
    DeliveryReason.CLAIMED: "It is being handed over at this moment.",
    DeliveryReason.TAKEN: "The channel took responsibility for it.",
    DeliveryReason.LATER: "The channel could not take it and is asked again.",
    DeliveryReason.REFUSED: "The channel refused it for good.",
    DeliveryReason.NO_TRY_LEFT: "The channel could not take it, and no try was left before the due date.",
    DeliveryReason.NOT_RENDERED: "The message could not be put into words for this member.",
    DeliveryReason.NO_ANSWER: "The channel had the whole message and did not say whether it took it.",
    DeliveryReason.WORKER_VANISHED: "The program stopped in the middle of handing it over.",
    DeliveryReason.LATE_RECEIPT: "It was taken after all; the receipt came late.",
    DeliveryReason.RESEND: "It is to be handed over again.",
    DeliveryReason.LET_BE: "A person decided not to send it again.",
    DeliveryReason.CHANNEL_OFF: "Its channel was switched off before it could take it.",
    DeliveryReason.REPLAY: "A person has it told once more; whoever had it knows it by its id.",
    DeliveryReason.TAKEN_BEFORE: "The channel had taken it before; to tell it again would no longer be true.",
    DeliveryReason.SENT_AGAIN: "It failed or came back, and a person has it sent once more.",
    DeliveryReason.MAYBE_SAID: "It may have been said before a backup was restored or a copy was made.",
    DeliveryReason.DELIVERED: "Its provider says that the member's mail server took it.",
    DeliveryReason.BOUNCED: "It was taken, and came back as undeliverable.",
    DeliveryReason.COMPLAINED: "It arrived, and its reader reported it as spam.",
}


class NotAgain(StrEnum):
    """Why what was lost is not sent once more."""

    NOT_LOST = "not_lost"
    SENT_AGAIN = "sent_again"
    NO_WAY = "no_way"
    OVER = "over"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    TOLD_THERE = "told_there"


NOT_AGAIN_SENTENCES: dict[NotAgain, str] = {
    NotAgain.NOT_LOST: "Only a message to a person that failed or came back can be sent again.",
    NotAgain.SENT_AGAIN: "Somebody has sent it again already.",
    NotAgain.NO_WAY: "Its way out is switched off, or you are rehearsing now and were not then.",
    NotAgain.OVER: "Its payment is over, paused or no longer expected, so there is nothing to remind of.",
    NotAgain.NO_ADDRESS: "There is no address to write to: correct it on the member's page first.",
    NotAgain.SUPPRESSED: "The address must not be used: correct it on the member's page, or allow it again.",
    NotAgain.TOLD_THERE: "The address that the member has now got this message already.",
}


class ProofVerdict(StrEnum):
    """What came of making again what a try had said."""

    HOLDS = "holds"
    MISMATCH = "mismatch"
    OTHER_RENDERER = "other_renderer"
    EMPTIED = "emptied"
    UNANSWERED = "unanswered"


PROOF_SENTENCES: dict[ProofVerdict, str] = {
    ProofVerdict.HOLDS: "What was kept makes the very bytes that were handed over.",
    ProofVerdict.MISMATCH: "What is kept makes other bytes: it was altered since, or the words were.",
    ProofVerdict.OTHER_RENDERER: "Another version made it, and this one makes other bytes: no proof.",
    ProofVerdict.EMPTIED: "It was kept for as long as the organization says, and is emptied now.",
    ProofVerdict.UNANSWERED: "No hash was written down: nothing was handed over, or no answer came.",
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
    PROGRAM = "program"


class UnreachedCause(StrEnum):
    """Why a required message reached its member by no mail."""

    BOUNCED = "bounced"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    NO_ADDRESS = "no_address"


UNREACHED_SENTENCES: dict[UnreachedCause, str] = {
    UnreachedCause.BOUNCED: "It was sent and came back.",
    UnreachedCause.FAILED: "Its mail server refused it, or could not take it in time.",
    UnreachedCause.SUPPRESSED: "It was not sent, because the member's address must not be used.",
    UnreachedCause.NO_ADDRESS: "It was not sent, because no address of the member is known.",
}
