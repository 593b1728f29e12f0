"""What became of one tag."""

from dataclasses import dataclass
from enum import StrEnum

CLOSING = "{% endif %}"
"""What becomes of the end of a decision."""

_LONGEST_SHOWN = 100


class Verdict(StrEnum):
    """What became of one tag."""

    EXACT = "exact"
    NEAREST = "nearest"
    MISSING = "no counterpart"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the tag between two offsets of a text. A fault stays as it was."""

    start: int
    end: int
    was: str
    became: str
    verdict: Verdict
    why: str = ""
    advice: str = ""

    @property
    def sentence(self) -> str:
        """The whole story of the tag in one line."""
        was, became = _short(self.was), _short(self.became)
        reasons = "".join(f" {words}" for words in (self.why, self.advice) if words)
        match self.verdict:
            case Verdict.FAULT:
                return f"{was}:{reasons}"
            case Verdict.MISSING:
                return f"{was} has no counterpart and was left out.{reasons}"
        return f"{was} became {became}.{reasons}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"
