"""The standing of subscriptions and due dates, and the reasons for staying quiet about one."""

from enum import StrEnum


class Standing(StrEnum):
    """How a subscription stands with its source."""

    ACTIVE = "active"
    TRIALING = "trialing"
    PAST_DUE = "past_due"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    ENDED = "ended"


class PayerKind(StrEnum):
    """Whether a payment happens by itself or the member must act."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class Occasion(StrEnum):
    """What a due date row stands for; with subscription and cycle it names one occasion."""

    PAYMENT = "payment"
    TERM = "term"
    CARD = "card"


class Kind(StrEnum):
    """What the member will meet on a due date. It may change with the facts; the occasion does not."""

    RENEWAL = "renewal"
    TRIAL_END = "trial_end"
    PAYMENT_DUE = "payment_due"
    TERM_END = "term_end"
    CARD_EXPIRY = "card_expiry"


class Quiet(StrEnum):
    """Why nobody is to be reminded of a due date, whatever the rules say."""

    NO = ""
    ZERO_AMOUNT = "zero_amount"
    CANCELLED = "cancelled"
    CANCELLED_AT_PERIOD_END = "cancelled_at_period_end"
    PAUSED = "paused"
    PAST_DUE = "past_due"
    PAYMENTS_COMPLETE = "payments_complete"
    ENDED = "ended"
    GONE = "gone"


ENDS = frozenset(
    {
        Quiet.CANCELLED,
        Quiet.CANCELLED_AT_PERIOD_END,
        Quiet.PAYMENTS_COMPLETE,
        Quiet.ENDED,
        Quiet.GONE,
    }
)
"""Why nothing is paid on a due date: the subscription ends there, or is over."""

QUIET_SENTENCES = {
    Quiet.ZERO_AMOUNT: "Nothing is to be paid.",
    Quiet.CANCELLED: "The subscription is cancelled.",
    Quiet.CANCELLED_AT_PERIOD_END: "The subscription is cancelled and ends with its period.",
    Quiet.PAUSED: "The subscription is paused.",
    Quiet.PAST_DUE: "An earlier payment is still open.",
    Quiet.PAYMENTS_COMPLETE: "The last of a limited number of payments has been made.",
    Quiet.ENDED: "The subscription has ended.",
    Quiet.GONE: "Its source no longer has the subscription.",
}


class Part(StrEnum):
    """What of a subscription a person may correct by hand, against what its source says."""

    DUE = "due"
    AMOUNT = "amount"
    STANDING = "standing"
    TRIAL = "trial"
    TERM = "term"
    CANCEL_BY = "cancel_by"


class MemberPart(StrEnum):
    """What of a member a person may correct by hand, against what their source says."""

    EMAIL = "email"
    POST = "post"


class Effect(StrEnum):
    """What became of one thing that a source told of."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"


class Closing(StrEnum):
    """Why a due date is no longer upcoming."""

    OPEN = ""
    PAID = "paid"
    RECORDED = "recorded"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


CLOSING_SENTENCES = {
    Closing.PAID: "The payment was made: its source moved on to the next one.",
    Closing.RECORDED: "Somebody recorded that the payment was made.",
    Closing.PASSED: "Its day has passed.",
    Closing.WITHDRAWN: "Its source no longer knows of it.",
}
