"""A file is copied before it is read, so that a crash can go on from the copy. Card numbers are left out."""

import csv
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from forenotice.sources.cards import CANDIDATE, REMOVED, is_card_number
from forenotice.sources.csv_file.cells import ERRORS
from forenotice.sources.csv_file.columns import Layout
from forenotice.sources.csv_file.dialect import Dialect
from forenotice.sources.csv_file.encodings import EncodingWatch
from forenotice.sources.csv_file.look import Original
from forenotice.sources.errors import FileRefusedError

_BLOCK = 1 << 20
_LONGEST_LINE = 16 * _BLOCK
# All digits alike and both signs between them alike: three plain searches then find every candidate.
_ALIKE = bytes.maketrans(b"123456789 ", b"000000000-")
_TRACES = (b"0" * 14, b"0000-0000-0000", b"0000-000000-0000")
_ERRORS = [error.encode("ascii") for error in ERRORS]
# Ids may be long numbers too, and nobody's card number is an id.
_IDS = frozenset({"subscription_id", "order_number", "member_id", "product_id", "period_key"})


@dataclass(frozen=True, slots=True)
class Staged:
    """The copy, what the original was (``sha256`` of its bytes), and how many card numbers were left out.

    ``is_damaged``: it holds bytes that are no letters (NUL). ``may_hold_errors``: also what a spreadsheet
    shows where it could work nothing out.
    """

    path: Path
    sha256: str
    encoding: str
    lines: int
    cards_removed: int
    is_damaged: bool = False
    may_hold_errors: bool = False


def stage(original: Original, draft: Path, dialect: Dialect, layout: Layout, encoding: str) -> Staged:
    """Copy a file to ``draft``; raise :class:`FileRefusedError` when it cannot be read as text.

    An empty ``encoding`` is found out: UTF-8 when all of it is, else Latin-1.
    """
    digest, watch, lines, removed = hashlib.sha256(), EncodingWatch(encoding), 0, 0
    is_damaged = may_hold_errors = False
    remove = _remover(dialect, layout)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with original.open("rb") as source, os.fdopen(descriptor, "wb") as copy:
        for block in _blocks(source):
            digest.update(block)
            watch.see(block)
            is_damaged = is_damaged or b"\0" in block
            may_hold_errors = may_hold_errors or any(error in block for error in _ERRORS)
            lines += block.count(b"\n") or block.count(b"\r")
            clean, count = remove(block)
            removed += count
            copy.write(clean)
        copy.flush()
        os.fsync(copy.fileno())
    return Staged(draft, digest.hexdigest(), watch.verdict(), lines, removed, is_damaged, may_hold_errors)


def keep(staged: Staged, folder: Path, owner: str) -> Path:
    """Give the copy its lasting name, so that it survives a crash; the same file has the same name.

    ``owner`` begins the name, so that nobody who deletes a copy of theirs deletes another's.
    """
    path = folder / f"{owner}.{staged.sha256}.csv"
    staged.path.replace(path)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return path


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    """The file in blocks that end where a line ends."""
    rest = b""
    while block := source.read(_BLOCK):
        rest += block
        end = max(rest.rfind(b"\n"), rest.rfind(b"\r", 0, -1)) + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > _LONGEST_LINE:
            raise FileRefusedError(
                "The file holds a line of more than 16 MB, so it is no list of subscriptions."
            )
    if rest:
        yield rest


def _remover(dialect: Dialect, layout: Layout) -> Callable[[bytes], tuple[bytes, int]]:
    """A function that leaves the card numbers out of a block, and counts them."""
    ids = {column.index for column in layout.columns if column.ours in _IDS} | {layout.key_index}
    removed = REMOVED.encode("ascii")

    def remove(block: bytes) -> tuple[bytes, int]:
        alike = block.translate(_ALIKE)
        if not any(trace in alike for trace in _TRACES):
            return block, 0
        count = 0

        def replace(match: re.Match[bytes]) -> bytes:
            nonlocal count
            found = match[0].decode("ascii")
            if not is_card_number(found) or _is_id(block, match, dialect, ids):
                return match[0]
            count += 1
            return removed

        return CANDIDATE.sub(replace, block), count

    return remove


def _is_id(block: bytes, match: re.Match[bytes], dialect: Dialect, ids: set[int]) -> bool:
    """Whether a number is the whole cell of a column that holds ids."""
    start = max(block.rfind(b"\n", 0, match.start()), block.rfind(b"\r", 0, match.start())) + 1
    end = min(
        found for found in (block.find(b"\n", start), block.find(b"\r", start), len(block)) if found >= 0
    )
    line = block[start:end].decode("latin-1")
    cells = next(csv.reader([line], delimiter=dialect.delimiter), [])
    places = {index for index, cell in enumerate(cells) if cell.strip() == match[0].decode("ascii")}
    return len(cells) == len(dialect.headers) and bool(places) and places <= ids
