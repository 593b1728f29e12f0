"""Whether a rule speaks."""

from enum import StrEnum


class RuleState(StrEnum):
    """A rule is on, off, or put away for good; none is ever deleted."""

    ON = "on"
    OFF = "off"
    ARCHIVED = "archived"


class PastMoments(StrEnum):
    """What a rule does about moments that had passed before it could know of them."""

    SILENT = "silent"
    SPEAK = "speak"
