"""How a file is written: its characters, what separates its cells, and the names of its columns. Pure."""

import csv
import io
import re
from dataclasses import dataclass

from forenotice.sources.csv_file.columns import recognised
from forenotice.sources.csv_file.settings import DELIMITERS, UTF_8, WINDOWS, FileSettings
from forenotice.sources.errors import FileRefusedError

_NAMES = {UTF_8: "UTF-8", WINDOWS: "Latin-1"}
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, or one with a password"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
)
_SAMPLE = 4_096
# Bytes that no text holds, but for a damaged place here and there; one in this many is too much.
_NO_TEXT = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1a\x1b"))
_MOST_DAMAGE = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """``headers`` as they stand in the file; the rows follow after ``lines_above`` lines."""

    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    lines_above: int

    @property
    def errors(self) -> str:
        """What to do about bytes that mean nothing: only Latin-1 has such, and they were never letters."""
        return "replace" if self.encoding == WINDOWS else "strict"

    @property
    def words(self) -> str:
        """For a person: ``UTF-8, separated by semicolons``."""
        return f"{_NAMES[self.encoding]}, separated by {_DELIMITER_NAMES.get(self.delimiter, 'a sign')}s"


def refuse_other_kinds(head: bytes) -> None:
    """Raise :class:`FileRefusedError` unless a file that begins so can be a CSV file."""
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefusedError("The file is empty.")
    for magic, kind in _OTHER_KINDS:
        if head.startswith(magic):
            raise FileRefusedError(f"The file is {kind}. Save it as CSV (UTF-8) and import that.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_two_bytes_each(head[:_SAMPLE].rstrip(b"\0")):
        raise FileRefusedError(
            'The file is written in UTF-16 ("Unicode Text"). Save it as CSV UTF-8 and import that.'
        )
    # What a crash never wrote is zeros up to the end of the file; the rows before them are good.
    written = head.rstrip(b"\0")
    if len(written) - len(written.translate(None, _NO_TEXT)) > len(written) / _MOST_DAMAGE:
        raise FileRefusedError("The file is not a text file. Save it as CSV UTF-8 and import that.")


def _is_two_bytes_each(sample: bytes) -> bool:
    """Whether every second byte is zero, on one side: letters of two bytes each."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return max(even, odd) * 4 > len(sample) and min(even, odd) * 20 < max(even, odd)


def read_dialect(head: bytes, encoding: str, settings: FileSettings) -> Dialect:
    """The dialect of a file that begins so; raise :class:`FileRefusedError` when no line names columns."""
    text = head.decode(encoding, errors="replace")
    above, lines = 0, io.StringIO(text, newline="").readlines()
    declared = DELIMITERS.get(settings.delimiter, "")
    separator = _SEPARATOR_LINE.fullmatch(lines[0])
    if separator:
        above, lines, declared = 1, lines[1:], declared or separator[1]
    while lines and not lines[0].strip():
        above, lines = above + 1, lines[1:]
    signs = [declared] if declared else list(_DELIMITER_NAMES)
    readings = {sign: _first_row(lines, sign) for sign in signs}
    sign, (headers, used) = max(readings.items(), key=lambda item: _merit(item[1][0]))
    if not any(header.strip() for header in headers):
        raise FileRefusedError("The first line of the file is empty. It must hold the names of the columns.")
    if any("\0" in header for header in headers):
        raise FileRefusedError(
            "The first line of the file holds a byte that is no letter (NUL), so the names of its columns "
            "are damaged. Correct that line, or save the file as CSV UTF-8 again."
        )
    return Dialect(encoding, sign, tuple(headers), above + used)


def _first_row(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    """The cells of the first row, and how many lines it takes."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:
        return [], 1


def _merit(headers: list[str]) -> tuple[int, int]:
    return recognised(headers), len(headers)
