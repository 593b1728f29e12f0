"""What became of a file or of pushed rows, as plain values for whoever asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from forenotice.sources.contract import Unclear


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column: its header, what it means to us (empty when it is not used), and a note on it, if any."""

    theirs: str
    ours: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """How a file will be read. ``key`` is the header of the column that tells subscriptions apart.

    ``remembered`` are the options that were said with the last file of its source and hold for this one.
    """

    name: str
    dialect: str
    shape: str
    key: str
    columns: tuple[MappedColumn, ...]
    remembered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A row that was not taken in: the line it begins on, the columns at fault and why."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What became of a file.

    ``rows`` are those read, without the first line; ``created``, ``changed``, ``unchanged`` and ``rejected``
    add up to them. A dry run cannot tell changed rows from those that only look different, and counts both as
    changed. ``dateless`` counts active rows without any date: nobody is reminded of those. ``gone`` counts
    subscriptions that a complete file lacks; ``needs_consent``: these are so many that the import, which was
    only tried, would be refused. ``rejected_lines`` holds the first hundred.
    """

    source: str
    examination: Examination
    is_dry_run: bool = False
    is_resumed: bool = False
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    dateless: int = 0
    gone: int = 0
    needs_consent: bool = False
    cards_removed: int = 0
    rejected_lines: list[RejectedLine] = field(default_factory=list)
    rejects_path: str = ""
    warnings: list[str] = field(default_factory=list)
    resumed: list["ImportReport"] = field(default_factory=list)


class Wrong(NamedTuple):
    """One thing that is wrong with a row: the way to it by names and numbers, and the sentence."""

    path: tuple[str | int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: ``created``, ``changed``, ``same`` or ``rejected``, and its row in the ledger.

    ``wrongs`` say why it was rejected. ``is_conflict``: the row is understood, and the ledger does not have
    it, because another source owns what it names or because it names what is not there.
    """

    external_id: str
    became: str
    id: int | None = None
    wrongs: Sequence[Wrong] = ()
    is_conflict: bool = False

    def plain(self) -> dict[str, Any]:
        """The same as JSON."""
        return {**asdict(self), "wrongs": [[list(wrong.path), wrong.sentence] for wrong in self.wrongs]}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "RowResult":
        """The result from JSON."""
        wrongs = [Wrong(tuple(path), sentence) for path, sentence in plain["wrongs"]]
        return cls(**{**plain, "wrongs": wrongs})


@dataclass(slots=True)
class PullReport:
    """What a source that was asked told.

    ``is_done``: it came to its end; else the next pull goes on where this one stopped. ``failure`` is why it
    stopped, if it failed. ``told`` are subscriptions, of which ``created``, ``changed``, ``unchanged`` and
    ``unclear`` are the parts; ``gone`` are those that it no longer has. ``total`` is how many it says to
    have. ``unclear_rows`` holds the first hundred.
    """

    source: str
    is_dry_run: bool = False
    is_done: bool = False
    failure: str = ""
    pages: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    unclear: int = 0
    gone: int = 0
    total: int | None = None
    unclear_rows: list[Unclear] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def told(self) -> int:
        """How many subscriptions it told of."""
        return self.created + self.changed + self.unchanged + self.unclear

    def counts(self) -> dict[str, int]:
        """The numbers, as they are kept."""
        names = ("pages", "created", "changed", "unchanged", "unclear", "gone")
        return {name: getattr(self, name) for name in names}
