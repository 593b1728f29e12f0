"""Which column means what: recognised by its header, or mapped by its owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from forenotice.sources.csv_file.fields import CUSTOM, EXPECTED, FIELDS, IGNORE, UNCERTAIN
from forenotice.sources.csv_file.headers import (
    Header,
    Shape,
    custom_key,
    read_header,
    shape_of,
    simplify_header,
)
from forenotice.sources.errors import FileRefusedError

_DATES = ("next_payment", "trial_end", "term_end")
_KEYS = ("subscription_id", "order_number")
# Stripe's columns are named like others' but hold ids.
_STRIPE = {"product": "product_id", "plan": "product_id"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, its header, and our name for what it tells (empty when it is not used).

    ``note`` says why it is not used, when that is worth a word.
    """

    index: int
    theirs: str
    header: Header
    ours: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """All columns of a file, whose export it is, and which column tells subscriptions apart."""

    columns: tuple[Column, ...]
    shape: Shape
    key_index: int

    def find(self, ours: str) -> Column | None:
        """The column that tells this, if there is one."""
        return next((column for column in self.columns if column.ours == ours), None)

    @property
    def key(self) -> Column:
        """The column that tells subscriptions apart."""
        return self.columns[self.key_index]


def lay_out(
    headers: Sequence[str], mapping: Mapping[str, str], key: str, always: Mapping[str, str]
) -> Layout:
    """Give each column its meaning; raise :class:`FileRefusedError` when the file cannot be used so."""
    settled, shape, taken = meanings(headers, mapping)
    _require(settled, taken, always)
    return Layout(settled, shape, _key_index(settled, key, taken))


def meanings(
    headers: Sequence[str], mapping: Mapping[str, str]
) -> tuple[tuple[Column, ...], Shape, Mapping[str, int]]:
    """What each column means as far as that is known, also where it is not enough to use the file.

    The last of the three are our fields with the places of their columns.
    """
    columns = [Column(index, theirs.strip(), read_header(theirs)) for index, theirs in enumerate(headers)]
    shape = shape_of([column.header for column in columns])
    taken = _declared(columns, mapping)
    _recognise(columns, taken, shape)
    used = {index: ours for ours, index in taken.items()}
    settled = tuple(
        replace(column, ours=used[column.index])
        if column.index in used
        else replace(column, note=_note(column, columns, taken))
        for column in columns
    )
    settled = tuple(
        replace(column, ours="") if column.ours.startswith(IGNORE) else column for column in settled
    )
    return settled, shape, taken


def recognised(headers: Sequence[str]) -> int:
    """How many of these headers mean something to us; tells which separator a file uses."""
    known = {header for field in FIELDS for header in field.known} | EXPECTED
    return sum(bool(header.custom) or header.words in known for header in map(read_header, headers))


def _declared(columns: Sequence[Column], mapping: Mapping[str, str]) -> dict[str, int]:
    """Our fields that were mapped by hand, with the place of their column."""
    taken: dict[str, int] = {}
    for theirs, ours in mapping.items():
        index = _index_of(columns, theirs)
        name = f"{IGNORE} {index}" if ours == IGNORE else _own_name(ours)
        if name in taken:
            both = f'"{columns[taken[name]].theirs}" and "{columns[index].theirs}"'
            raise FileRefusedError(f'Two columns are mapped to "{ours}": {both}. Map one of them.')
        taken[name] = index
    return taken


def _own_name(ours: str) -> str:
    return CUSTOM + custom_key(ours.removeprefix(CUSTOM)) if ours.startswith(CUSTOM) else ours


def _recognise(columns: Sequence[Column], taken: dict[str, int], shape: Shape) -> None:
    """Add the fields whose headers are known; the first and best header wins."""
    free = {column.index: column for column in columns if column.index not in taken.values()}
    by_words: dict[str, int] = {}
    for column in free.values():
        by_words.setdefault(column.header.words, column.index)
    if shape is Shape.STRIPE:
        for words, ours in _STRIPE.items():
            if words in by_words:
                taken.setdefault(ours, by_words.pop(words))
                by_words.pop("plan", None)
    for field in FIELDS:
        known = next((header for header in field.known if header in by_words), None)
        if known is not None and field.name not in taken:
            taken[field.name] = by_words.pop(known)
    for column in free.values():
        if column.header.custom and column.index not in taken.values():
            taken.setdefault(CUSTOM + column.header.custom, column.index)


def _index_of(columns: Sequence[Column], theirs: str) -> int:
    """The place of the column that its owner means; raise when there is none."""
    for column in columns:
        if column.theirs == theirs.strip():
            return column.index
    for column in columns:
        if simplify_header(column.theirs) == simplify_header(theirs):
            return column.index
    near = get_close_matches(theirs, [column.theirs for column in columns], n=1, cutoff=0.5)
    meant = f' Did you mean "{near[0]}"?' if near else ""
    raise FileRefusedError(f'The file has no column "{theirs}".{meant}')


def _note(column: Column, columns: Sequence[Column], taken: Mapping[str, int]) -> str:
    """Why a column is not used, when that is worth a word."""
    words = column.header.words
    if not words or words in EXPECTED:
        return ""
    if any(other.header.words == words for other in columns[: column.index]):
        return "there twice; the first is read"
    for field in FIELDS:
        if words in field.known and field.name in taken:
            return f'"{columns[taken[field.name]].theirs}" tells this already'
    return UNCERTAIN.get(words, "not known; map it if a reminder needs it")


def _key_index(columns: Sequence[Column], key: str, taken: Mapping[str, int]) -> int:
    if key:
        return _index_of(columns, key)
    for name in _KEYS:
        if name in taken:
            return taken[name]
    raise FileRefusedError(
        "No column is known to tell subscriptions apart from one file to the next. The first line holds "
        f"{_seen(columns)}. Name one with --key COLUMN: an id or order number, or the email address if "
        "nobody has two subscriptions."
    )


def _seen(columns: Sequence[Column]) -> str:
    return ", ".join(f'"{column.theirs}"' for column in columns[:12])


def _require(columns: Sequence[Column], taken: Mapping[str, int], always: Mapping[str, str]) -> None:
    """Refuse a file without which nobody could ever be reminded of anything."""
    known = {*taken, *always}
    seen = _seen(columns)
    if not any(name in known for name in ("email", "member_id")):
        raise FileRefusedError(
            f"No column is known as the email address. The first line holds {seen}. Map one: "
            '--map "THEIRS=email".'
        )
    if not any(name in known for name in _DATES):
        raise FileRefusedError(
            f"No column is known as the date of the next payment. The first line holds {seen}. Map one: "
            '--map "THEIRS=next_payment".'
        )
