"""Why an address must not be used."""

from enum import StrEnum


class SuppressionReason(StrEnum):
    """Why we must not write to an address. Whoever wants no courtesy has a preference, and no suppression."""

    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCES = "soft_bounces"
    COMPLAINT = "complaint"
    OWNER = "owner"
    IMPORTED = "imported"


SUPPRESSION_SENTENCES: dict[SuppressionReason, str] = {
    SuppressionReason.HARD_BOUNCE: "Its mail server said that there is no such mailbox.",
    SuppressionReason.SOFT_BOUNCES: "Mail to it came back again and again.",
    SuppressionReason.COMPLAINT: "Its reader reported our mail as spam.",
    SuppressionReason.OWNER: "A person decided that nothing is to be sent there.",
    SuppressionReason.IMPORTED: "It stood in a list that was imported.",
}
