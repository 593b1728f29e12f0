"""The states of a reminder, the arrows between them, and the reasons for each silence."""

from enum import StrEnum


class ReminderState(StrEnum):
    """Where a reminder stands."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    MISSED = "missed"
    RELEASED = "released"


ARROWS: dict[tuple[ReminderState | None, ReminderState], str] = {
    (None, ReminderState.PLANNED): "A step met a due date inside the horizon.",
    (None, ReminderState.SKIPPED): "A step met a due date that we keep quiet about.",
    (
        ReminderState.PLANNED,
        ReminderState.PLANNED,
    ): "Date, zone, window or wish moved, and the moment with it; or somebody asked for it to leave now.",
    (ReminderState.PLANNED, ReminderState.CANCELLED): "The reason to speak is gone, or somebody said no.",
    (
        ReminderState.PLANNED,
        ReminderState.SKIPPED,
    ): "The last look said no, or its moment moved into the past.",
    (ReminderState.PLANNED, ReminderState.MISSED): "Its catch-up window passed.",
    (
        ReminderState.MISSED,
        ReminderState.PLANNED,
    ): "The clock that called it too late was ahead of the time.",
    (ReminderState.PLANNED, ReminderState.RELEASED): "Claimed; deliveries exist.",
    (ReminderState.CANCELLED, ReminderState.PLANNED): "The reason came back, and nothing was ever released.",
    (ReminderState.SKIPPED, ReminderState.PLANNED): "The reason came back, and nothing was ever released.",
}


class Reason(StrEnum):
    """Why a reminder is in its state. Quiet reasons bear the same names as the ledger's."""

    MET = "met"
    PAST_MOMENT = "past_moment"
    MOVED = "moved"
    CAME_BACK = "came_back"
    ZERO_AMOUNT = "zero_amount"
    CANCELLED = "cancelled"
    CANCELLED_AT_PERIOD_END = "cancelled_at_period_end"
    PAUSED = "paused"
    PAST_DUE = "past_due"
    PAYMENTS_COMPLETE = "payments_complete"
    ENDED = "ended"
    GONE = "gone"
    PAID = "paid"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"
    ALREADY_INSIDE = "already_inside"
    SUPERSEDED = "superseded"
    TOO_LATE = "too_late"
    RULE_OFF = "rule_off"
    STEP_REMOVED = "step_removed"
    OTHER_AUDIENCE = "other_audience"
    OPTED_OUT = "opted_out"
    WISHED_LATER = "wished_later"
    STALE_FACTS = "stale_facts"
    SUPPRESSED = "suppressed"
    NO_RECIPIENT = "no_recipient"
    NO_MESSAGE = "no_message"
    NO_CHANNEL = "no_channel"
    DUE_PASSED = "due_passed"
    SAID_BEFORE = "said_before"
    BY_HAND = "by_hand"
    ASKED_NOW = "asked_now"
    CLAIMED = "claimed"


REASON_SENTENCES: dict[Reason, str] = {
    Reason.MET: "The step met this due date.",
    Reason.PAST_MOMENT: "The moment had passed before we could know of it, and the rule speaks all the same.",
    Reason.MOVED: "The due date moved, or what the member wishes, and the moment to speak with it.",
    Reason.CAME_BACK: "The reason to speak came back.",
    Reason.ZERO_AMOUNT: "Nothing is to be paid.",
    Reason.CANCELLED: "The subscription is cancelled.",
    Reason.CANCELLED_AT_PERIOD_END: "The subscription is cancelled and ends with its period.",
    Reason.PAUSED: "The subscription is paused.",
    Reason.PAST_DUE: "An earlier payment is still open.",
    Reason.PAYMENTS_COMPLETE: "The last of a limited number of payments has been made.",
    Reason.ENDED: "The subscription has ended.",
    Reason.GONE: "Its source no longer has the subscription.",
    Reason.PAID: "The payment was made before the reminder left.",
    Reason.PASSED: "The due date passed.",
    Reason.WITHDRAWN: "The source no longer knows of this due date.",
    Reason.ALREADY_INSIDE: "The moment to speak had passed before we could know of it.",
    Reason.SUPERSEDED: "A later step of the same rule speaks at the same time.",
    Reason.TOO_LATE: "The moment passed while nothing was running, and the catch-up window with it.",
    Reason.RULE_OFF: "The rule is switched off.",
    Reason.STEP_REMOVED: "The step is no longer part of its rule.",
    Reason.OTHER_AUDIENCE: "The subscription is not in the rule's audience.",
    Reason.OPTED_OUT: "The member wants no courtesy reminders.",
    Reason.WISHED_LATER: "The member wants to hear of it later.",
    Reason.STALE_FACTS: "The facts are older than their source allows.",
    Reason.SUPPRESSED: "The address is one that we must not write to, and there is no other.",
    Reason.NO_RECIPIENT: "There is no address to write to.",
    Reason.NO_MESSAGE: "The step's message has no published words.",
    Reason.NO_CHANNEL: "The step names no channel that exists.",
    Reason.DUE_PASSED: "The due date came before the reminder could leave.",
    Reason.SAID_BEFORE: "It was said already, before this database was restored from a backup.",
    Reason.BY_HAND: "A person or a program cancelled it, and it stays so.",
    Reason.ASKED_NOW: "A person or a program asked for it to leave now.",
    Reason.CLAIMED: "The moment came, and the reminder was released.",
}
