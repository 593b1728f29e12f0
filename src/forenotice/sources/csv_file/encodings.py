"""What a file is written in: UTF-8 when all of it is, else Latin-1, and never a guess that garbles names."""

import codecs
import re

from forenotice.sources.csv_file.settings import UTF_8, WINDOWS
from forenotice.sources.errors import FileRefusedError

_WHOLE_UTF_8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_HIGH = re.compile(rb"[\x80-\xff]")
_LINE_WITH_HIGH = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_MOST_JUDGED = 1 << 22


def guess_encoding(head: bytes) -> str:
    """The encoding by the beginning of a file, cut where a line ends; all of it may say otherwise."""
    whole = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] or head
    try:
        whole.decode(UTF_8)
    except UnicodeDecodeError:
        return WINDOWS
    return UTF_8


def judge_encoding(blocks: list[bytes]) -> str:
    """What a file is written in that is not all UTF-8, from its lines with characters beyond ASCII.

    Raise :class:`FileRefusedError` when most of it is UTF-8 after all, so that no name is garbled silently.
    """
    text = b"".join(blocks)
    high = len(_HIGH.findall(text))
    whole = sum(len(found) for found in _WHOLE_UTF_8.findall(text))
    if whole * 2 >= high:
        raise FileRefusedError(
            "The file is UTF-8 in most places and something else in others: names would be garbled. "
            "Save it as CSV UTF-8 again, or declare its encoding."
        )
    return WINDOWS


class EncodingWatch:
    """Whether all of a file is UTF-8, without keeping more of it than is needed for a judgement."""

    def __init__(self, declared: str) -> None:
        self._declared = declared
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_utf_8 = True
        self._high_lines: list[bytes] = []
        self._kept = 0

    def see(self, block: bytes) -> None:
        """Look at the next block of the file."""
        if block.isascii() or self._declared not in ("", UTF_8):
            return
        if self._is_utf_8:
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError:
                self._is_utf_8 = False
        if self._kept < _MOST_JUDGED:
            self._high_lines += _LINE_WITH_HIGH.findall(block)
            self._kept += len(block)

    def verdict(self) -> str:
        """The encoding of the whole file."""
        if self._is_utf_8:
            return self._declared or UTF_8
        if self._declared == UTF_8:
            raise FileRefusedError("The file is not UTF-8, as was declared. Declare another encoding.")
        return judge_encoding(self._high_lines)
