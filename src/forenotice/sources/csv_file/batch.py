"""Many rows at once, column by column; every fault keeps its row."""

from collections.abc import Iterable, Sequence
from typing import Any

from forenotice.sources.csv_file.columns import Layout
from forenotice.sources.csv_file.readings import Fault, Reading
from forenotice.sources.texts import tidy
from forenotice.sources.unreadable import quoted


class Batch:
    """Some rows of one file, turned on their side. ``faults`` gathers, by row, columns and what is wrong."""

    def __init__(self, layout: Layout, always: dict[str, str], rows: Sequence[Sequence[str]]) -> None:
        self.size = len(rows)
        self.faults: dict[int, list[tuple[str, str]]] = {}
        self._columns: list[tuple[str, ...]] = list(zip(*rows, strict=True))
        self._places = {column.ours: column.index for column in layout.columns if column.ours}
        self._theirs = {column.ours: column.theirs for column in layout.columns if column.ours}
        self._always = always

    def has(self, *names: str) -> bool:
        """Whether the file tells any of these."""
        return any(name in self._places or name in self._always for name in names)

    def words(self, name: str) -> Sequence[str]:
        """The raw words of one field, row by row; empty ones when the file does not tell it."""
        if name in self._places:
            return self._columns[self._places[name]]
        return [self._always.get(name, "")] * self.size

    def column_at(self, index: int) -> Sequence[str]:
        """The raw words of one column, by its place."""
        return self._columns[index]

    def texts(self, name: str, longest: int = 2_000) -> Sequence[str]:
        """The words of one field on one line each, without control characters."""
        return self.tidied(self.words(name), name, longest) if self.has(name) else [""] * self.size

    def tidied(self, words: Sequence[str], name: str, longest: int) -> list[str]:
        """The same for any words, which are at fault when they are too long for a row."""
        texts = list(map(str.strip, words))
        if not "".join(texts).isprintable():
            texts = list(map(tidy, texts))
        if len(max(texts, key=len, default="")) > longest:
            for row, text in enumerate(texts):
                if len(text) > longest:
                    self.fault(row, name, f"{quoted(text)} is longer than {longest} characters.")
                    texts[row] = ""
        return texts

    def values(self, name: str, reading: "Reading[str, Any]") -> list[Any]:
        """What a reading makes of one field, row by row."""
        if not self.has(name):
            return [reading.absent] * self.size
        return self.looked_up(name, self.words(name), reading)

    def looked_up(self, name: str, words: Iterable[Any], reading: "Reading[Any, Any]") -> list[Any]:
        """What a reading makes of any words; the faults among them are put down to the field ``name``."""
        values = list(map(reading.__getitem__, words))
        if reading.has_faults:
            for row, value in enumerate(values):
                if type(value) is Fault:
                    self.fault(row, name, value.sentence)
                    values[row] = reading.absent
        return values

    def fault(self, row: int, name: str, sentence: str) -> None:
        """Put down that a row cannot be used, and why; ``name`` is our field, or their header."""
        self.faults.setdefault(row, []).append((self._theirs.get(name, name), sentence))
