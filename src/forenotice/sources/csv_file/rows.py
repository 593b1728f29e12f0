"""The rows of a staged file, some thousands at a time, each with its line."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from forenotice.sources.csv_file.dialect import Dialect
from forenotice.sources.csv_file.rejects import NOTES, as_it_came

ROWS_AT_ONCE = 5_000
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that does not have the cells that the first line promises."""

    line: int
    cells: list[str]
    sentence: str


@dataclass(slots=True)
class Chunk:
    """Some rows of a file with the lines they begin on, and those among them that are broken."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    last_line: int = 0


def chunks(path: Path, dialect: Dialect, size: int = ROWS_AT_ONCE) -> Iterator[Chunk]:
    """All rows but the first line, in chunks that are cut at the same places every time."""
    with path.open(encoding=dialect.encoding, errors=dialect.errors, newline="") as text:
        for _ in range(dialect.lines_above):
            text.readline()
        reader = csv.reader(text, delimiter=dialect.delimiter)
        while True:
            before, taken = reader.line_num, list[list[str]]()
            trouble = _take(reader, size, taken)
            if not taken and not trouble:
                return
            yield _chunk(taken, trouble, before, reader.line_num, dialect)


def _take(reader: Iterator[list[str]], size: int, taken: list[list[str]]) -> str:
    """Read rows into ``taken``, up to ``size``; why reading stopped early, if it did."""
    try:
        # On an error the rows before it are in the list already, and the reader goes on after it.
        taken.extend(islice(reader, size))
    except csv.Error as error:
        return str(error)
    return ""


def _chunk(taken: list[list[str]], trouble: str, before: int, after: int, dialect: Dialect) -> Chunk:
    width, above = len(dialect.headers), dialect.lines_above
    if NOTES[0] in dialect.headers:
        # These are rejected rows, corrected by their owner.
        taken = [[as_it_came(cell) for cell in cells] for cells in taken]
    begins = _begins(taken, before, after if not trouble else -1)
    chunk = Chunk(last_line=above + after)
    for cells, begin in zip(taken, begins, strict=True):
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            if any(cells):
                chunk.rows.append(cells[:width] if len(cells) > width else cells)
                chunk.lines.append(above + begin)
        elif any(cells):
            chunk.broken.append(BrokenRow(above + begin, cells, _why_broken(cells, width)))
    if trouble:
        begin = (begins[-1] + _lines_in(taken[-1])) if taken else before + 1
        chunk.broken.append(
            BrokenRow(above + begin, [], _why_passed_over(trouble, above + begin, above + after))
        )
    return chunk


def _begins(taken: list[list[str]], before: int, after: int) -> list[int]:
    """The line on which each row begins, counted from 1 below the first line."""
    if after - before == len(taken):
        return list(range(before + 1, after + 1))
    begins, line = [], before + 1
    for cells in taken:
        begins.append(line)
        line += _lines_in(cells)
    return begins


def _lines_in(cells: list[str]) -> int:
    return 1 + sum(len(_LINE_END.findall(cell)) for cell in cells if "\n" in cell or "\r" in cell)


def _why_passed_over(trouble: str, begin: int, end: int) -> str:
    """Why the reader passed lines over; what stands below them is read all the same."""
    if "field larger" in trouble:
        trouble = f"a cell holds more than {csv.field_size_limit():,} characters"
    if begin == end:
        return (
            f"The row cannot be read: {trouble}. Correct it in the file itself; the rows below it were read."
        )
    return (
        f"Lines {begin} to {end} cannot be read as rows: {trouble}. A quotation mark may be missing in line "
        f"{begin}. Correct it in the file itself; the rows below were read."
    )


def _why_broken(cells: list[str], width: int) -> str:
    lines = _lines_in(cells)
    if lines > 1:
        return (
            f"The row runs over {lines} lines and has {len(cells)} cells instead of {width}: "
            "a quotation mark may be missing."
        )
    return (
        f"The row has {len(cells)} cells, and the first line has {width}. "
        "A cell that holds the separator must stand in quotation marks."
    )
