"""What may follow a reminder, and what puts a payment at risk."""

from enum import StrEnum


class Following(StrEnum):
    """What a member did, or did not, until a week after the due date that they were reminded of."""

    CARD_UPDATED = "card_updated"
    PAYMENT_MADE = "payment_made"
    CANCELLED = "cancelled"
    NOTHING = "nothing"


FOLLOWING_SENTENCES = {
    Following.CARD_UPDATED: "A new card was told of.",
    Following.PAYMENT_MADE: "The payment was made.",
    Following.CANCELLED: "The subscription was cancelled, or it is set to end.",
    Following.NOTHING: "The week after the due date ended, and nothing of the kind had happened.",
}


class Risk(StrEnum):
    """Why a payment to come may not come. The weightiest one counts, in this order."""

    CANCELLED = "cancelled"
    PAST_DUE = "past_due"
    MANUAL = "manual"
    CARD = "card"
    NONE = "none"


RISK_SENTENCES = {
    Risk.CANCELLED: "The subscription ends with its period, so this payment is not expected.",
    Risk.PAST_DUE: "An earlier payment is still open.",
    Risk.MANUAL: "The member pays each time by hand.",
    Risk.CARD: "The card expires before the payment.",
    Risk.NONE: "Nothing speaks against it.",
}
