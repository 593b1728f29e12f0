"""Bytes that are made as they are read, and one sentence for whatever stands in the way of making them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from forenotice.sources.errors import FileRefusedError


class Blocks(io.RawIOBase):
    """Blocks of bytes as a file to read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = block
        count = min(len(room), len(self._rest))
        room[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


@contextmanager
def readable() -> Iterator[None]:
    """Say it in a sentence when a workbook cannot be read, whatever its reader stumbled over."""
    try:
        yield
    except FileRefusedError:
        raise
    except Exception as error:
        raise FileRefusedError(
            f"The workbook is damaged or locked: it cannot be read ({type(error).__name__}). Open it in a "
            "spreadsheet program, save it anew, or save it as CSV UTF-8, and import that."
        ) from None
