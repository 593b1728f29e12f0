"""The archive that a workbook is, looked through before it is read: whether it unpacks into something sane.

A few kilobytes can unpack into gigabytes. So every part has a limit, and parts that are read piece by piece
also have one for a piece. What Python's zip reader gives out never exceeds the size that a part declares.
"""

import re
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from forenotice.sources.errors import FileRefusedError

SAVE_AS_CSV = "Save it as CSV UTF-8 and import that."
_MOST_PARTS = 10_000
_MB = 1 << 20
_LONGEST_PIECE, _LONGEST_FORMULA = 16 * _MB, 1 << 16
_BOOK, _SHEETS, _STRINGS, _MEDIA = "xl/workbook.xml", "xl/worksheets/", "xl/sharedstrings.xml", "xl/media/"
_LARGEST_IN_ALL, _LARGEST_SHEET, _LARGEST_STRINGS, _LARGEST_OTHER = 1024 * _MB, 512 * _MB, 256 * _MB, 16 * _MB
# Workbooks declare no document type; whoever does wants to define entities that grow. In UTF-16 too.
_DOCUMENT_TYPE = re.compile(b"\0?".join([b"<", b"!", *(bytes([letter]) for letter in b"DOCTYPE")]))
# A formula without a result. One whose result is an empty text says so by its type, t="str".
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b(?P<about>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
# Programs that write workbooks put a nought in place of each result, and ask to have all worked out later.
_FORMULA, _PENDING = re.compile(rb"(?P<about>)<(?:\w+:)?f[\s/>]"), re.compile(rb"fullCalcOnLoad=.(?:1|true)")


def look_through(archive: ZipFile) -> set[str]:
    """The sheets that hold a formula without a result; raise when the archive could not be read safely."""
    parts = archive.infolist()
    if not any(_name(part).startswith("xl/") for part in parts):
        raise FileRefusedError(
            "The file is an archive or a LibreOffice document, and no workbook of Excel (XLSX). Save it as "
            "XLSX or as CSV UTF-8, and import that."
        )
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_IN_ALL:
        raise FileRefusedError(f"The workbook unpacks into more than a list can need. {SAVE_AS_CSV}")
    pattern = _UNCOMPUTED
    for part in parts:
        if _name(part) == _BOOK and part.file_size <= _LARGEST_OTHER and _PENDING.search(archive.read(part)):
            pattern = _FORMULA
    return {part.filename for part in parts if _has_unknown(archive, part, pattern)}


def _name(part: ZipInfo) -> str:
    return part.filename.lower().lstrip("/")


def _has_unknown(archive: ZipFile, part: ZipInfo, pattern: re.Pattern[bytes]) -> bool:
    """Whether a part is a sheet with such a formula; raise when it cannot be read safely."""
    name = _name(part)
    is_sheet = name.startswith(_SHEETS) and PurePosixPath(name).parent == PurePosixPath(_SHEETS)
    end = b"row>" if is_sheet else b"si>" if name == _STRINGS else b""
    largest = _LARGEST_SHEET if is_sheet else _LARGEST_STRINGS if name == _STRINGS else _LARGEST_OTHER
    if name.startswith(_MEDIA):
        return False
    if part.file_size > largest:
        raise FileRefusedError(
            f"The workbook unpacks into {part.file_size // _MB:,} MB in its part {PurePosixPath(name).name}, "
            f"which is too much. {SAVE_AS_CSV}"
        )
    rest, since_end, found = b"", 0, False
    with archive.open(part) as unpacked:
        while block := unpacked.read(_MB):
            rest += block
            last = rest.rfind(end) if end else len(rest)
            since_end = len(rest) - last if last >= 0 else since_end + len(block)
            _require_sane(rest, since_end)
            found = found or (
                is_sheet and any(b't="str"' not in it["about"] for it in pattern.finditer(rest))
            )
            rest = rest[-_LONGEST_FORMULA:]
    return found


def _require_sane(text: bytes, since_end: int) -> None:
    if _DOCUMENT_TYPE.search(text):
        raise FileRefusedError(f"The workbook declares a document type, which none does. {SAVE_AS_CSV}")
    if since_end > _LONGEST_PIECE:
        raise FileRefusedError(
            "The workbook holds a row or a text of more than 16 MB, so it is no list of subscriptions."
        )
