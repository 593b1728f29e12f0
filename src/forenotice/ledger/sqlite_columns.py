"""Rows turned into columns for SQLite, so that its driver binds as few values as it must, and those fast.

The driver spends more on binding than SQLite on writing: most on None, dates and booleans, for which it looks
for an adapter each time. Yet most columns of a telling hold one value throughout. Such a value goes into the
statement, and the rest is turned into texts and numbers beforehand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection, models

_WITHOUT_OFFSET = -len("+00:00")


@dataclass(slots=True)
class Columns:
    """``names`` with their ``literals`` are the columns of one value; ``varying`` are the others."""

    names: list[str] = field(default_factory=list)
    literals: list[str] = field(default_factory=list)
    varying: dict[str, Sequence[Any]] = field(default_factory=dict)


def by_column(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """The values of each column, of which the first always varies: it is the key."""
    told, constants = Columns(), []
    kinds = _kinds(model)
    for name, values in zip(columns, zip(*rows, strict=True), strict=True):
        first = values[0]
        is_one = values[-1] == first and values.count(first) == len(values)
        if is_one and told.varying and _is_plain(first):
            told.names.append(name)
            constants.append(kinds[name](first) if name in kinds else first)
        else:
            told.varying[name] = list(map(kinds[name], values)) if name in kinds else values
    told.literals = _literals(constants)
    return told


def _is_plain(value: Any) -> bool:
    """False for a text that cannot stand in a statement: SQLite would read it to its first NUL only."""
    return not isinstance(value, str) or "\0" not in value


def _literals(values: Sequence[Any]) -> list[str]:
    """The values as SQLite itself writes them in a statement."""
    if not values:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['quote(%s)'] * len(values))}", values)
        return [str(literal).replace("%", "%%") for literal in cursor.fetchone()]


@cache
def _kinds(model: type[models.Model]) -> dict[str, Callable[[Any], Any]]:
    """How the values of a column are made fit for the driver, where they are not so already."""
    found: dict[str, Callable[[Any], Any]] = {}
    for each in model._meta.concrete_fields:
        name = each.get_attname()
        if isinstance(each, models.BooleanField):
            found[name] = int
        elif isinstance(each, models.DateTimeField):
            found[name] = _moment_text
        elif isinstance(each, models.DateField):
            found[name] = _DayTexts().__getitem__
    return found


def _moment_text(at: datetime | None) -> Any:
    if at is None:
        return None
    if at.tzinfo is UTC:
        # What Django makes of it, at a tenth of the price: each new row has three of them.
        return at.isoformat(" ")[:_WITHOUT_OFFSET]
    return connection.ops.adapt_datetimefield_value(at)


class _DayTexts(dict[date | None, str | None]):
    """Days as texts. There are few of them, and they come again and again."""

    def __missing__(self, day: date | None) -> str | None:
        text = self[day] = None if day is None else day.isoformat()
        return text
