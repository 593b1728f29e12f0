"""A workbook (XLSX) is read as the CSV file that its sheet would be: values instead of formulas, row by row.

Line N of that file is row N of the sheet, so whatever is said of a line is found in the sheet.
"""

import csv
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Self
from zipfile import ZipFile

from forenotice.sources.csv_file.archive import SAVE_AS_CSV, look_through
from forenotice.sources.csv_file.cells import word_of
from forenotice.sources.csv_file.settings import FileSettings, decimal_sign, written_by_us
from forenotice.sources.csv_file.streams import Blocks, readable
from forenotice.sources.errors import FileRefusedError

_ARCHIVE = b"PK\x03\x04"
_LARGEST = 200 << 20
_MOST_ROWS, _MOST_CELLS = 1 << 20, 50_000_000
_BLOCK = 1 << 18


class Workbook:
    """One sheet of a workbook, which reads like a file. ``decimal`` is the sign that it puts before decimals.

    Raise :class:`FileRefusedError` for what cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._uncomputed: set[str] = set()
        self._sheet: Any = None
        self.decimal = "."

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def choose(self, wanted: str, recalled: str = "") -> None:
        """Read the sheet ``wanted``; else the one ``recalled``, if it is there; else the only one in use."""
        with readable():
            sheets = {sheet.title: sheet for sheet in self._book.worksheets}
            self._sheet = sheets.get(wanted or recalled) or _only_one(list(sheets.values()), wanted)
            # What a sheet says of its own size may be wrong, and may be made to be.
            self._sheet.reset_dimensions()
            if self._sheet._worksheet_path in self._uncomputed:
                raise FileRefusedError(
                    f'The sheet "{self.sheet}" holds formulas that were never worked out, so their values '
                    "are not known. Open it in a spreadsheet program, save it, and import it again."
                )

    def open(self, _mode: str = "rb") -> BinaryIO:
        """The sheet from its beginning, as the bytes of a CSV file."""
        return io.BufferedReader(Blocks(self._blocks()), _BLOCK)

    @property
    def opens(self) -> bool:
        """Whether it is a workbook at all."""
        try:
            return self._book is not None
        except FileRefusedError:
            return False

    @property
    def has_sheet(self) -> bool:
        """Whether it is known which sheet is meant."""
        return self._sheet is not None

    @property
    def sheet(self) -> str:
        """The name of the sheet that is read."""
        return str(self._sheet.title)

    @cached_property
    def _book(self) -> Any:
        # Loading it takes a moment that commands without a workbook need not spend.
        from openpyxl import load_workbook

        # It warns of decorations that no value depends on.
        warnings.filterwarnings("ignore", module="openpyxl")
        with readable():
            if self._path.stat().st_size > _LARGEST:
                raise FileRefusedError(f"The workbook is larger than {_LARGEST >> 20} MB. {SAVE_AS_CSV}")
            self._file = self._path.open("rb")
            with ZipFile(self._file) as archive:
                self._uncomputed = look_through(archive)
            return load_workbook(self._file, read_only=True, data_only=True, keep_links=False)

    def _blocks(self) -> Iterator[bytes]:
        """The lines of the sheet, some hundreds at a time. Empty rows at its end are left out."""
        text, blank_rows, width = io.StringIO(newline=""), 0, 0
        writer = csv.writer(text, lineterminator="\n")
        with readable():
            for words in self._rows():
                if not any(words):
                    blank_rows += 1
                    continue
                text.write("\n" * blank_rows)
                blank_rows, width = 0, width or len(words)
                # An empty cell at the end of a row is not in the sheet, and is one of the file all the same.
                writer.writerow(words + [""] * (width - len(words)))
                if text.tell() >= _BLOCK:
                    yield text.getvalue().encode()
                    text.seek(0)
                    text.truncate()
            yield text.getvalue().encode()

    def _rows(self) -> Iterator[list[str]]:
        cells = 0
        for number, row in enumerate(self._sheet.iter_rows(), 1):
            cells += len(row)
            if number > _MOST_ROWS or cells > _MOST_CELLS:
                raise FileRefusedError(f"The sheet is larger than any list of subscriptions. {SAVE_AS_CSV}")
            words = [_word(cell, self.decimal) for cell in row]
            while words and not words[-1]:
                words.pop()
            yield words


@contextmanager
def opened(path: Path) -> Iterator[Path | Workbook]:
    """What to read of a file that somebody hands in: the file itself, or a sheet of a workbook."""
    if is_workbook(path):
        with Workbook(path) as workbook:
            yield workbook
    else:
        yield path


def choose_sheet(original: Path | Workbook, given: str, declared: str, recalled: str) -> str:
    """Choose the sheet to read, where there are any; return it if it is the one recalled, else nothing."""
    if isinstance(original, Workbook):
        original.choose(given or declared, recalled)
        return recalled if recalled == original.sheet else ""
    if given:
        raise FileRefusedError("The file is no workbook, so it has no sheets. Leave --sheet out.")
    return ""


def suited(original: Path | Workbook, settings: FileSettings) -> FileSettings:
    """The settings under which the original is read: what we write ourselves is written in one way."""
    if not isinstance(original, Workbook):
        return settings
    original.decimal = decimal_sign(settings)
    return written_by_us(settings)


def is_workbook(path: Path) -> bool:
    """Whether a file begins as a workbook does (XLSX); also other archives begin so."""
    try:
        with path.open("rb") as file:
            return file.read(len(_ARCHIVE)) == _ARCHIVE
    except OSError:
        # Whoever reads it as a text says why it cannot be read.
        return False


def _word(cell: Any, decimal: str) -> str:
    value = cell.value
    if value is None:
        return ""
    # Only numbers are shown in a way that their values do not tell, and looking it up takes time.
    number_format = cell.number_format if isinstance(value, int | float) else ""
    return word_of(value, number_format, decimal)


def _only_one(sheets: list[Any], wanted: str) -> Any:
    names = ", ".join(f'"{sheet.title}"' for sheet in sheets)
    if wanted:
        raise FileRefusedError(f'The workbook has no sheet "{wanted}". It has {names}.')
    full = [sheet for sheet in sheets if sheet.sheet_state == "visible" and _holds_anything(sheet)]
    if not full:
        raise FileRefusedError("The workbook is empty.")
    if len(full) > 1:
        raise FileRefusedError(
            f'The workbook has the sheets {names}. Say which one to read, such as --sheet "{full[0].title}".'
        )
    return full[0]


def _holds_anything(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(cell.value is not None for row in sheet.iter_rows() for cell in row)
