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
_AT_ONCE = 500
Row = TypeVar("Row", bound=Model)
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows of a list. ``after`` leads to the next ones, and is empty at the end."""

    rows: Sequence[Row]
    after: str
    is_first: bool


def slice_of(rows: "QuerySet[Row]", order: Sequence[str], after: str = "", *, most: int = PAGE) -> Slice[Row]:
    """The rows after where the last page ended, in this order (``-send_at``, then ``-pk``).

    The order must tell every two rows apart, and none of its columns may be empty. What is no place in the
    list, because somebody changed the address, is its beginning.
    """
    names = [field.removeprefix("-") for field in order]
    ends = _read(after, len(order))
    ordered = rows.order_by(*order)
    try:
        found = list((ordered.filter(_beyond(order, ends)) if ends else ordered)[: most + 1])
    except (ValueError, TypeError, ValidationError):
        ends, found = None, list(ordered[: most + 1])
    shown = found[:most]
    more = _written([getattr(shown[-1], name) for name in names]) if len(found) > most else ""
    return Slice(shown, more, is_first=ends is None)


def all_of(
    rows: "QuerySet[Row]", order: Sequence[str], tell: Callable[[Sequence[Row]], Iterable[Told]]
) -> Iterator[Told]:
    """Every row of a list of any length, told some hundreds at a time."""
    after = ""
    while True:
        found = slice_of(rows, order, after, most=_AT_ONCE)
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
