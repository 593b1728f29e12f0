"""A fault in an owner's text, with the place where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. ``where`` names the text (``fr: html``); line and column count from 1, 0 is unknown."""

    where: str
    line: int
    column: int
    sentence: str
    nearest: str = ""
    """The smart tag that was probably meant, empty when there is none near."""

    def __str__(self) -> str:
        place = f"{self.where}, line {self.line}, column {self.column}" if self.line else self.where
        hint = f" Did you mean {{{{ {self.nearest} }}}}?" if self.nearest else ""
        return f"{place}: {self.sentence}{hint}"


def problem_at(source: str, offset: int, where: str, sentence: str, nearest: str = "") -> Problem:
    """A fault at a character of a text."""
    before = source[:offset]
    return Problem(where, before.count("\n") + 1, offset - before.rfind("\n"), sentence, nearest)
