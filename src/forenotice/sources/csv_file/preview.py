"""How a file would be read, shown from its beginning: columns with examples, first rows, and what is amiss.

It never reads more than the beginning, however large the file is, and it stores nothing.
"""

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.queries import told_by_others
from forenotice.sources.csv_file.arrival import Arrival
from forenotice.sources.csv_file.columns import Column, Layout, meanings
from forenotice.sources.csv_file.date_orders import date_orders
from forenotice.sources.csv_file.dates import day_of, is_no_date
from forenotice.sources.csv_file.dialect import Dialect
from forenotice.sources.csv_file.look import Look, Original, dialect_of
from forenotice.sources.csv_file.patterns import compile_pattern, read_declared
from forenotice.sources.csv_file.resuming import reader_for, snapshots_folder
from forenotice.sources.csv_file.rows import Chunk, chunks
from forenotice.sources.csv_file.settings import FileSettings, declared_encoding, merged, read_settings
from forenotice.sources.csv_file.sorting import Sorter
from forenotice.sources.csv_file.staging import stage
from forenotice.sources.csv_file.standing import STANDINGS
from forenotice.sources.csv_file.when import DATES, DAYS
from forenotice.sources.csv_file.workbook import Workbook, opened, suited
from forenotice.sources.errors import FileRefusedError
from forenotice.sources.report import RejectedLine

_HEAD = 256 << 10
_ROWS, _EXAMPLES, _REJECTED = 200, 3, 50


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of a file: its header, what it means to us, a note, and what stands in its first rows.

    ``is_twin``: another column before it has the same header, so it cannot be given a meaning.
    """

    theirs: str
    ours: str
    note: str
    examples: tuple[str, ...]
    is_twin: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read. ``fault`` is why it cannot be, empty when it can.

    ``key`` is the header of the column that tells subscriptions apart. ``facts`` are the first rows as they
    are understood, and ``rejected`` those among the first ``rows`` that are not. ``is_whole``: there are no
    others. ``orders`` are the formats that its dates fit where none was declared, and ``written`` is one of
    these dates. ``owners`` are other sources that some of the ``facts`` belong to, with how many: those
    rows would be refused. ``tells_standing``: some column says how subscriptions stand. ``is_hopeless``:
    nothing that could be said of it would help.
    """

    dialect: str
    columns: tuple[ShownColumn, ...]
    fault: str = ""
    key: str = ""
    facts: list[SubscriptionFacts] = field(default_factory=list)
    rejected: list[RejectedLine] = field(default_factory=list)
    rows: int = 0
    is_whole: bool = False
    orders: tuple[str, ...] = ()
    written: str = ""
    owners: dict[str, int] = field(default_factory=dict)
    tells_standing: bool = True
    is_hopeless: bool = False

    def day_by(self, order: str) -> date | None:
        """The day that ``written`` means in that order."""
        expression = compile_pattern(order)
        told = read_declared(self.written, expression, order) if expression else None
        return day_of(told, "UTC")


class Head:
    """The beginning of a file, up to the end of a line."""

    def __init__(self, original: Original) -> None:
        with original.open("rb") as file:
            start = file.read(_HEAD + 1)
        self.is_whole = len(start) <= _HEAD
        end = max(start.rfind(b"\n"), start.rfind(b"\r", 0, -1)) + 1
        self._start = start if self.is_whole or not end else start[:end]

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes."""
        return BytesIO(self._start)


def preview_of(arrival: Arrival) -> Preview:
    """Show a file; raise an error of this room when nothing of it can be read."""
    with opened(arrival.path) as original:
        try:
            settings, look = arrival.look(original)
        except FileRefusedError as error:
            return _refused(arrival, original, str(error))
        head = Head(original)
        chunk = _first_rows(head, look.dialect, look.layout, settings)
        facts, rejected = _understood(arrival, look, settings, chunk)
        dates = _dates(look.layout, settings, chunk)
    owners = Counter(told_by_others(arrival.organization, arrival.source_key, facts).values())
    told = {column.ours for column in look.layout.columns} | set(settings.always)
    return Preview(
        dialect=look.words,
        columns=_shown(look.layout.columns, chunk),
        key=look.layout.key.theirs,
        facts=facts,
        rejected=rejected[:_REJECTED],
        rows=len(chunk.rows) + len(chunk.broken),
        is_whole=head.is_whole and len(chunk.rows) < _ROWS,
        orders=date_orders(dates),
        written=next(iter(dates), ""),
        owners=dict(owners.most_common()),
        tells_standing=bool(told & STANDINGS),
    )


def _dates(layout: Layout, settings: FileSettings, chunk: Chunk) -> list[str]:
    """What stands in columns of dates, where nobody said how they are written."""
    if settings.date_format:
        return []
    columns = [
        each for each in layout.columns if each.ours in (*DATES, *DAYS) and not each.header.date_format
    ]
    places = [each.index for each in columns]
    cells = (row[place].strip() for row in chunk.rows for place in places if place < len(row))
    return [cell for cell in cells if cell and not is_no_date(cell)]


def _refused(arrival: Arrival, original: Path | Workbook, fault: str) -> Preview:
    """Its columns all the same, so that their owner can say what they mean."""
    if isinstance(original, Workbook) and not original.has_sheet:
        return Preview("", (), fault, is_hopeless=not original.opens)
    settings = suited(original, read_settings(merged({}, arrival.settings)))
    dialect = dialect_of(original, settings)
    try:
        columns, shape, _ = meanings(dialect.headers, settings.mapping)
    except FileRefusedError:
        columns, shape, _ = meanings(dialect.headers, {})
    chunk = _first_rows(Head(original), dialect, Layout(columns, shape, 0), settings)
    return Preview(dialect.words, _shown(columns, chunk), fault)


def _first_rows(head: Head, dialect: Dialect, layout: Layout, settings: FileSettings) -> Chunk:
    """The first rows without any card numbers."""
    with tempfile.TemporaryDirectory(dir=snapshots_folder()) as folder:
        staged = stage(head, Path(folder) / "head", dialect, layout, declared_encoding(settings))
        return next(chunks(staged.path, dialect, _ROWS), Chunk())


def _understood(
    arrival: Arrival, look: Look, settings: FileSettings, chunk: Chunk
) -> tuple[list[SubscriptionFacts], list[RejectedLine]]:
    reader = reader_for(
        arrival.organization,
        look,
        settings,
        may_hold_cards=True,
        is_damaged=True,
        may_hold_errors=True,
    )
    found = Sorter(arrival.organization, "", reader).sort(chunk)
    return found.facts, [RejectedLine(row.line, row.column, row.reason) for row in found.rejected]


def _shown(columns: tuple[Column, ...], chunk: Chunk) -> tuple[ShownColumn, ...]:
    seen: set[str] = set()
    shown = []
    for column in columns:
        cells = (row[column.index].strip() for row in chunk.rows if column.index < len(row))
        examples = tuple(dict.fromkeys(cell[:60] for cell in cells if cell))[:_EXAMPLES]
        is_twin = not column.theirs or column.theirs in seen
        seen.add(column.theirs)
        shown.append(ShownColumn(column.theirs, column.ours, column.note, examples, is_twin))
    return tuple(shown)
