"""The stages of a snapshot on its way into the ledger."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a snapshot stands. A crash resumes from the stage it was in."""

    STAGING = "staging"
    APPLYING = "applying"
    AWAITING_CONSENT = "awaiting_consent"
    APPLIED = "applied"
    ABANDONED = "abandoned"
