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


# Points: 15 where a member is misled or stuck, 10 where trust suffers, else 5.
RULES: Mapping[Code, tuple[int, str]] = MappingProxyType(
    {
        Code.AMOUNT_MISSING: (15, "The amount as it will be charged is not among the words."),
        Code.DATE_MISSING: (15, "The day is not written as a date of the calendar."),
        Code.CONSEQUENCE_MISSING: (10, "Nothing says what happens if the member does nothing."),
        Code.LATE_POLICY_MISSING: (5, "The late policy is not shown, although the organization has one."),
        Code.FIRST_NAME_MISSING: (5, "The first name is not used."),
        Code.FIRST_NAME_HOLE: (10, "Without a first name, a greeting has a hole in it."),
        Code.ACTION_MISSING: (
            15,
            "Who has something to do finds no button, nor a link on a line of its own.",
        ),
        Code.ACTION_REPEATED: (5, "There is more than one button."),
        Code.ACTION_LOW: (5, "Who has something to do must scroll to the button on a phone."),
        Code.LINK_DEAD: (15, "A link is shown to members for whom it has no whole address."),
        Code.HARSH: (10, "A phrase accuses, threatens, commands, shames or alarms."),
        Code.CAPITALS: (5, "Words are all in capitals."),
        Code.EXCLAMATION_MARKS: (5, "There is one in the subject, or there are more than two below."),
        Code.THANKS_MISSING: (5, "Nobody is thanked."),
        Code.SUPPORT_MISSING: (10, "Neither address nor number to ask is shown."),
        Code.SUPPORT_UNKNOWN: (10, "There is none to show, because the organization has told none."),
        Code.BOOSTER_MISSING: (5, "A courtesy message has no place for a value booster."),
        Code.BOOSTER_FORBIDDEN: (15, "A required message carries a booster."),
        Code.CANCEL_MISSING: (10, "Payments go on by themselves, and no link leads out."),
        Code.SUBJECT_LONG: (5, "The subject of a usual sample has more characters than the limit."),
        Code.SUBJECT_SPAM: (10, "The subject has a phrase that is usual in spam."),
        Code.TEXT_MISSING: (10, "The text part is empty."),
        Code.TEXT_DIFFERS: (10, "A text part of the owner's own says something else than the HTML."),
        Code.ALT_MISSING: (5, "An image has no words in `alt`."),
        Code.CONTRAST_LOW: (10, "Words and their ground have a contrast of less than 4.5 to 1."),
        Code.TOO_BIG: (10, "The HTML has more than 100 kB."),
        Code.HARD_TO_READ: (5, "The sentences are harder to read than the language's floor."),
    }
)
"""What each finding takes from 100, and when it is made."""


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
        return RULES[self.code][0]


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
