"""How a file is written: its encoding and what stands between its values. Pure, over bytes."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from forenotice.sources.errors import FileRefusedError

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Windows programs write typographic signs where Latin-1 has control characters; the rest is the same.
_LATIN_1 = "cp1252"


@dataclass(frozen=True, slots=True)
class Dialect:
    """An encoding by Python's name for it, and a delimiter."""

    encoding: str
    delimiter: str


def read_dialect(pieces: Iterable[bytes], delimiter: str = "") -> Dialect:
    """The dialect of a file given in pieces; ``delimiter`` (comma, semicolon or tab) is used when declared.

    UTF-8 is told by every byte of the file, not by the first few: a name near its end may be Latin-1.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf_8, start = True, b""
    for piece in pieces:
        if len(start) < 65_536:
            start += piece
        if is_utf_8:
            is_utf_8 = _goes_on(decoder, piece)
    is_utf_8 = is_utf_8 and _goes_on(decoder, b"", final=True)
    if start[:2] in _UTF_16:
        raise FileRefusedError("The file is written in UTF-16. Save it as CSV in UTF-8 and import it again.")
    if b"\x00" in start:
        raise FileRefusedError(
            "The file is not text. Export it as CSV (comma-separated) and import it again."
        )
    encoding = ("utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8") if is_utf_8 else _latin(start)
    return Dialect(encoding, _DELIMITERS[delimiter] if delimiter else _delimiter(start, encoding))


def _goes_on(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _latin(start: bytes) -> str:
    try:
        start.decode(_LATIN_1)
    except UnicodeDecodeError:
        return "latin-1"
    return _LATIN_1


def _delimiter(start: bytes, encoding: str) -> str:
    """The delimiter that occurs most in the header line, outside quotes; a comma when none does."""
    header = _first_line(start.decode(encoding, "replace"))
    outside = "".join(header.split('"')[::2])
    counts = {sign: outside.count(sign) for sign in _DELIMITERS.values()}
    return max(counts, key=lambda sign: counts[sign])


def _first_line(text: str) -> str:
    """The first line that is not empty, where a quoted line break does not end a line."""
    is_quoted = False
    line = ""
    for sign in text.lstrip("\ufeff\r\n"):
        if sign == '"':
            is_quoted = not is_quoted
        if sign in "\r\n" and not is_quoted:
            break
        line += sign
    return line
