"""The file of rejected rows: as they came, with what is wrong, to be corrected and imported again."""

import csv
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forenotice.sources.csv_file.dialect import Dialect

NOTES = ("forenotice_line", "forenotice_column", "forenotice_reason")
"""The columns before theirs; an import takes no notice of them."""
_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-][\d .,]*")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken in: the line it begins on, the columns at fault, why, and its cells."""

    line: int
    column: str
    reason: str
    words: Sequence[str]


def free_place(wanted: Path) -> Path:
    """A path at which nothing stands yet, for the last file may be under correction just now."""
    path, number = wanted, 2
    while path.exists():
        path, number = wanted.with_stem(f"{wanted.stem}-{number}"), number + 1
    return path


def beside(original: Path, home: Path) -> Path:
    """Where rejects go unless somebody says: beside the file, or into the home if that folder is closed."""
    is_open = os.access(original.parent, os.W_OK)
    folder = original.parent if is_open else home / "rejects"
    folder.mkdir(parents=True, exist_ok=True)
    return free_place(folder / f"{original.stem}.rejected.csv")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: anybody may have written it."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def as_it_came(cell: str) -> str:
    """The cell before it was made harmless."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def append_rejects(path: Path, dialect: Dialect, rows: Iterable[Rejected], size: int) -> int:
    """Write rows behind the first ``size`` bytes, dropping what a crash left there; the new size in bytes."""
    theirs = [index for index, header in enumerate(dialect.headers) if header not in NOTES]
    with path.open("ab") as raw:
        raw.truncate(size)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=dialect.delimiter)
        if size == 0:
            # Spreadsheets know UTF-8 by this mark.
            file.write(_BYTE_ORDER_MARK)
            writer.writerow([*NOTES, *(dialect.headers[index] for index in theirs)])
        for row in rows:
            known = [row.words[index] for index in theirs if index < len(row.words)]
            beyond = row.words[len(dialect.headers) :]
            cells = (row.column, row.reason, *known, *beyond)
            writer.writerow([str(row.line), *map(harmless, cells)])
    return path.stat().st_size
