"""A first look at a file: can it be read, how is it written, what do its columns mean? Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal, Protocol

from forenotice.sources.csv_file.columns import Layout, lay_out
from forenotice.sources.csv_file.dialect import Dialect, read_dialect, refuse_other_kinds
from forenotice.sources.csv_file.encodings import guess_encoding
from forenotice.sources.csv_file.memory import Memory
from forenotice.sources.csv_file.settings import FileSettings, declared_encoding
from forenotice.sources.errors import FileRefusedError

_HEAD = 1 << 16


class Original(Protocol):
    """What was handed in: a file of text, by its path, or the sheet of a workbook that reads like one."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes from the beginning."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looks like under the settings that apply to it.

    ``recalled`` are those that were said with the last file of its source, ``memory`` is for the next.
    ``sheet`` is the one that is read of a workbook.
    """

    dialect: Dialect
    layout: Layout
    settings: FileSettings = field(default_factory=FileSettings)
    recalled: Mapping[str, Any] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    sheet: str = ""

    @property
    def words(self) -> str:
        """How the file is written, for a person."""
        return f'the sheet "{self.sheet}" of a workbook' if self.sheet else self.dialect.words


def headers_of(original: Original, settings: FileSettings) -> tuple[str, ...]:
    """The names of a file's columns; raise :class:`FileRefusedError` when it cannot be read."""
    return dialect_of(original, settings).headers


def look_at(original: Original, settings: FileSettings, encoding: str = "") -> Look:
    """Look at the beginning of a file; raise :class:`FileRefusedError` when it cannot be used.

    ``encoding`` is what all of it is written in, once that is known.
    """
    dialect = dialect_of(original, settings, encoding)
    layout = lay_out(dialect.headers, settings.mapping, settings.key, settings.always)
    return Look(dialect, layout, settings)


def dialect_of(original: Original, settings: FileSettings, encoding: str = "") -> Dialect:
    """How a file is written; raise :class:`FileRefusedError` when it cannot be read."""
    try:
        with original.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise FileRefusedError(f"The file {original} cannot be read: {error.strerror}.") from None
    refuse_other_kinds(head)
    codec = encoding or declared_encoding(settings) or guess_encoding(head)
    return read_dialect(head, codec, settings)
