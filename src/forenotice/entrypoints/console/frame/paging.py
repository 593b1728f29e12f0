"""Long lists a page at a time, by where the last page ended: the last page costs what the first does."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

PAGE = 50
_AMONG = 20_000
_AT_ONCE = 500
Row = TypeVar("Row", bound=Model)
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows of a list. ``after`` leads to the next ones, and is empty at the end.

    ``is_cut``: among those that were looked at there are no more; ``after`` leads to where looking goes on.
    """

    rows: Sequence[Row]
    after: str
    is_first: bool
    is_cut: bool = False


def slice_of(
    rows: "QuerySet[Row]",
    order: Sequence[str],
    after: str = "",
    *,
    most: int = PAGE,
    only: Q | None = None,
    among: int = _AMONG,
) -> Slice[Row]:
    """The rows after where the last page ended, in this order (``-send_at``, then ``-pk``).

    The order must tell every two rows apart, and none of its columns may be empty. What is no place in the
    list, because somebody changed the address, is its beginning. ``only`` is what no index helps to find, of
    which few rows may be left over: it is looked for ``among`` so many of the next rows of all.
    """
    ends = _read(after, len(order))
    try:
        return _slice(rows.order_by(*order), order, ends, most, only, among)
    except (ValueError, TypeError, ValidationError):
        return _slice(rows.order_by(*order), order, None, most, only, among)


def _slice(
    ordered: "QuerySet[Row]",
    order: Sequence[str],
    ends: list[Any] | None,
    most: int,
    only: Q | None,
    among: int,
) -> Slice[Row]:
    names = [field.removeprefix("-") for field in order]
    begun = ordered.filter(_beyond(order, ends)) if ends else ordered
    # The last one to look at, unless it is the last one of all.
    ahead = list(begun.values_list(*names)[among - 1 : among + 1]) if only else []
    edge = ahead[0] if len(ahead) > 1 else None
    found = list((begun.filter(_until(order, edge) if edge else Q(), only) if only else begun)[: most + 1])
    shown = found[:most]
    if len(found) > most:
        return Slice(shown, _written([getattr(shown[-1], name) for name in names]), is_first=ends is None)
    return Slice(shown, _written(edge) if edge else "", is_first=ends is None, is_cut=edge is not None)


def all_of(
    rows: "QuerySet[Row]",
    order: Sequence[str],
    tell: Callable[[Sequence[Row]], Iterable[Told]],
    only: Q | None = None,
) -> Iterator[Told]:
    """Every row of a list of any length, told some hundreds at a time."""
    after = ""
    while True:
        found = slice_of(rows, order, after, most=_AT_ONCE, only=only)
        yield from tell(found.rows)
        if not (after := found.after):
            return


def _beyond(order: Sequence[str], ends: Sequence[Any]) -> Q:
    """Rows whose first columns are equal and whose next one lies beyond, for each length of "first"."""
    beyond = Q()
    equal: dict[str, Any] = {}
    for field, end in zip(order, ends, strict=True):
        name = field.removeprefix("-")
        beyond |= Q(**equal, **{f"{name}__{'lt' if field.startswith('-') else 'gt'}": end})
        equal[name] = end
    first, end = order[0].removeprefix("-"), ends[0]
    # Said once more for the database, which finds its place in the index by it.
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": end}) & beyond


def _until(order: Sequence[str], edge: Sequence[Any]) -> Q:
    """Rows up to this one, with what leads the database through the index."""
    first = order[0].removeprefix("-")
    near = Q(**{f"{first}__{'gte' if order[0].startswith('-') else 'lte'}": edge[0]})
    return near & ~_beyond(order, edge)


def _written(values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date | datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(after: str, length: int) -> list[Any] | None:
    try:
        found = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return None
    sound = isinstance(found, list) and len(found) == length
    return found if sound and all(isinstance(each, str | int) for each in found) else None
