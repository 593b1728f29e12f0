"""What the coach can find, what it costs, and the score that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Code(StrEnum):
    """Every finding there is."""

    AMOUNT_MISSING = "amount_missing"
    DATE_MISSING = "date_missing"
    CONSEQUENCE_MISSING = "consequence_missing"
    LATE_POLICY_MISSING = "late_policy_missing"
    FIRST_NAME_MISSING = "first_name_missing"
    FIRST_NAME_HOLE = "first_name_hole"
    ACTION_MISSING = "action_missing"
    ACTION_REPEATED = "action_repeated"
    ACTION_LOW = "action_low"
    LINK_DEAD = "link_dead"
    HARSH = "harsh"
    CAPITALS = "capitals"
    EXCLAMATION_MARKS = "exclamation_marks"
    THANKS_MISSING = "thanks_missing"
    SUPPORT_MISSING = "support_missing"
    SUPPORT_UNKNOWN = "support_unknown"
    BOOSTER_MISSING = "booster_missing"
    BOOSTER_FORBIDDEN = "booster_forbidden"
    CANCEL_MISSING = "cancel_missing"
    SUBJECT_LONG = "subject_long"
    SUBJECT_SPAM = "subject_spam"
    TEXT_MISSING = "text_missing"
    TEXT_DIFFERS = "text_differs"
    ALT_MISSING = "alt_missing"
    CONTRAST_LOW = "contrast_low"
    TOO_BIG = "too_big"
    HARD_TO_READ = "hard_to_read"


POINTS: Mapping[Code, int] = MappingProxyType(
    {
        **dict.fromkeys((Code.AMOUNT_MISSING, Code.DATE_MISSING, Code.ACTION_MISSING), 15),
        **dict.fromkeys((Code.LINK_DEAD, Code.BOOSTER_FORBIDDEN), 15),
        **dict.fromkeys((Code.CONSEQUENCE_MISSING, Code.FIRST_NAME_HOLE, Code.HARSH), 10),
        **dict.fromkeys((Code.SUPPORT_MISSING, Code.SUPPORT_UNKNOWN, Code.CANCEL_MISSING), 10),
        **dict.fromkeys((Code.SUBJECT_SPAM, Code.TEXT_MISSING, Code.TEXT_DIFFERS), 10),
        **dict.fromkeys((Code.CONTRAST_LOW, Code.TOO_BIG), 10),
        **dict.fromkeys((Code.LATE_POLICY_MISSING, Code.FIRST_NAME_MISSING, Code.ACTION_REPEATED), 5),
        **dict.fromkeys((Code.ACTION_LOW, Code.CAPITALS, Code.EXCLAMATION_MARKS), 5),
        **dict.fromkeys((Code.THANKS_MISSING, Code.BOOSTER_MISSING, Code.SUBJECT_LONG), 5),
        **dict.fromkeys((Code.ALT_MISSING, Code.HARD_TO_READ), 5),
    }
)
"""What each finding takes from 100: 15 where a member is misled or stuck, 10 where trust suffers, else 5."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a message something stands: ``fr: block 3 (due), words``; line and column 0 are unknown."""

    where: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.where}, line {self.line}, column {self.column}" if self.line else self.where


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``details`` fill the sentences about it; ``samples`` are the members who meet it."""

    code: Code
    place: Place
    details: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """What it takes from the score."""
        return POINTS[self.code]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one locale of a message.

    ``is_unjudged`` says that we have no lists for its language, so that its words were not looked at.
    """

    locale: str
    findings: Sequence[Finding]
    is_unjudged: bool = False

    @property
    def score(self) -> int:
        """100 less the points of all findings, and never below 0."""
        return max(0, 100 - sum(finding.points for finding in self.findings))
