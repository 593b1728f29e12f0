"""Where SQLite and PostgreSQL want other words: tables from values, instants, the lesser of two."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper


class Fragment(NamedTuple):
    """A piece of SQL with its parameters."""

    sql: str
    params: list[Any]


@lru_cache(maxsize=1)
def is_sqlite() -> bool:
    """Whether rows are kept in SQLite; PostgreSQL is the other one."""
    return connection.vendor == "sqlite"


def instant_param(at: datetime) -> Any:
    """An instant as the database wants it as a parameter."""
    return at if not is_sqlite() else _instant_text(at)


def instant_from(value: Any) -> datetime:
    """An instant as it came from the database."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    moment: datetime = value
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def instant_or_none(value: Any) -> datetime | None:
    """An instant as it came from the database, or None."""
    return None if value is None else instant_from(value)


def day_from(value: Any) -> date:
    """A calendar day as it came from the database."""
    day: date = date.fromisoformat(value) if isinstance(value, str) else value
    return day


def values_table(name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Fragment:
    """A common table expression called `name` holding `rows`; `columns` are names with PostgreSQL types."""
    if is_sqlite():
        fields = ", ".join(f"json_extract(value, '$[{n}]') AS {c}" for n, c in enumerate(columns))
        sql = f"{name} AS MATERIALIZED (SELECT {fields} FROM json_each(%s))"
        return Fragment(sql, [json.dumps(rows, default=_json_value, separators=(",", ":"))])
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    sql = f"{name} AS MATERIALIZED (SELECT * FROM unnest({arrays}) AS t({', '.join(columns)}))"
    return Fragment(sql, [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns])


def ids_table(name: str, ids: Iterable[int]) -> Fragment:
    """A common table expression called `name` with one column ``id``."""
    if is_sqlite():
        sql = f"{name} AS MATERIALIZED (SELECT value AS id FROM json_each(%s))"
        return Fragment(sql, [json.dumps(list(ids))])
    return Fragment(f"{name} AS MATERIALIZED (SELECT unnest(%s::bigint[]) AS id)", [list(ids)])


def among_ids(ids: Iterable[int]) -> Fragment:
    """What comes after a column that is to be one of a few ids, looked up one by one.

    PostgreSQL would take a table of its own for a hundred rows, and then read all of the other one.
    """
    if is_sqlite():
        return Fragment("IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))])
    return Fragment("= ANY(%s)", [list(ids)])


def earlier(sql: str, seconds: int) -> str:
    """An instant so many seconds before another."""
    if is_sqlite():
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', {sql}, '-{seconds} seconds')"
    return f"({sql} - interval '{seconds} seconds')"


def utc_day(sql: str) -> str:
    """The day that UTC has at an instant."""
    return f"date({sql})" if is_sqlite() else f"({sql} AT TIME ZONE 'UTC')::date"


def day_literal(day: date) -> str:
    """A calendar day."""
    return f"'{day.isoformat()}'" if is_sqlite() else f"DATE '{day.isoformat()}'"


def days_apart(later: str, earlier: str) -> str:
    """How many days one calendar day comes after another."""
    return f"(julianday({later}) - julianday({earlier}))" if is_sqlite() else f"({later} - {earlier})"


def least(*sqls: str) -> str:
    """The least of several values, none of them null."""
    return f"{'MIN' if is_sqlite() else 'LEAST'}({', '.join(sqls)})"


def greatest(*sqls: str) -> str:
    """The greatest of several values, none of them null."""
    return f"{'MAX' if is_sqlite() else 'GREATEST'}({', '.join(sqls)})"


def skip_locked() -> str:
    """What keeps a selection of rows to be changed from waiting for another worker's."""
    return "" if is_sqlite() else "FOR UPDATE SKIP LOCKED"


def execute(cursor: CursorWrapper, sql: str, params: Sequence[Any]) -> int:
    """Run one statement and return how many rows it wrote."""
    cursor.execute(sql, params)
    return max(int(cursor.rowcount), 0)


def _instant_text(at: datetime) -> str:
    return str(at.astimezone(UTC).replace(tzinfo=None))


def _json_value(value: Any) -> str:
    return _instant_text(value) if isinstance(value, datetime) else str(value)
