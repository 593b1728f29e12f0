"""The stages of a snapshot on its way into the ledger."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a snapshot stands. A crash resumes one that is being applied."""

    APPLYING = "applying"
    APPLIED = "applied"
    ABANDONED = "abandoned"
