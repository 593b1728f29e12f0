"""What became of the tags in a text, and where each of them stood."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from forenotice.composer.membermouse.changes import CLOSING, Change


@dataclass(frozen=True, slots=True)
class Entry:
    """A change and its place in what the owner wrote; line and column count from 1."""

    line: int
    column: int
    change: Change


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in our own tags. ``changes`` stand in the order of ``source``, which the owner wrote."""

    source: str
    text: str
    changes: tuple[Change, ...] = ()

    @property
    def report(self) -> list[Entry]:
        """Every change with its place, except that decisions end as they began, which goes without saying."""
        starts = _line_starts(self.source)
        lines = [bisect_right(starts, change.start) for change in self.changes]
        return [
            Entry(line, change.start - starts[line - 1] + 1, change)
            for line, change in zip(lines, self.changes, strict=True)
            if change.became.strip() != CLOSING
        ]

    def place_before(self, line: int, column: int) -> tuple[int, int]:
        """Where in the source stood what stands at this place of the translated text."""
        starts = _line_starts(self.text)
        if not self.changes or not 1 <= line <= len(starts):
            return line, column
        offset = self._offset_before(starts[line - 1] + column - 1)
        starts = _line_starts(self.source)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def _offset_before(self, offset: int) -> int:
        grown = 0
        for change in self.changes:
            start = change.start + grown
            if offset < start:
                break
            if offset < start + len(change.became):
                return change.start
            grown += len(change.became) - (change.end - change.start)
        return offset - grown


def spliced(source: str, changes: Sequence[Change]) -> Translation:
    """The text with every change made in it."""
    parts: list[str] = []
    at = 0
    for change in changes:
        parts += (source[at : change.start], change.became)
        at = change.end
    return Translation(source, "".join((*parts, source[at:])), tuple(changes))


def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1])]
