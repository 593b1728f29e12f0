"""Whether an organization speaks to its members yet."""

from enum import StrEnum


class Mode(StrEnum):
    """Rehearsal speaks into the test mailbox only; live speaks to members."""

    REHEARSAL = "rehearsal"
    LIVE = "live"
