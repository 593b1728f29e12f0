"""Many rows at once, on both databases: ids in advance, insert, update, and long lists in a question.

PostgreSQL takes new rows by COPY and changed ones by arrays; SQLite is fastest with one prepared statement.
Values are given as the database keeps them: see :func:`keep_moment` and :func:`keep_json`.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from forenotice.accounts.models import Organization

Row = Sequence[Any]


def lock_ledger(organization: Organization) -> None:
    """Let one transaction at a time write an organization's ledger. SQLite has one writer anyway.

    The lock is weak enough for rows that only refer to the organization, so that sending goes on.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            sql = "SELECT id FROM accounts_organization WHERE id = %s FOR NO KEY UPDATE"
            cursor.execute(sql, [organization.pk])


def new_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids for that many new rows, in order, that nobody else gets. Ask in the transaction that uses them."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sql, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return range(last + 1, last + 1 + count)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write new rows."""
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Bring rows to new values; the first of ``columns`` is the primary key."""
    if not rows:
        return
    table, key, rest = model._meta.db_table, columns[0], columns[1:]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"{name} = v.{name}" for name in rest)
            arrays = ", ".join(f"%s::{_type_of(model, name)}[]" for name in columns)
            told = f"unnest({arrays}) AS v({', '.join(columns)})"
            sql = f"UPDATE {table} AS t SET {sets} FROM {told} WHERE t.{key} = v.{key}"
            cursor.execute(sql, [list(values) for values in zip(*rows, strict=True)])
        else:
            sets = ", ".join(f"{name} = %s" for name in rest)
            values = [(*row[1:], row[0]) for row in rows]
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", values)


def among(column: str, values: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """A condition that ``column`` is one of ``values``, however many, and its one parameter."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))


def select(sql: str, params: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
    """The rows of a question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows


def keep_moment(at: datetime | None) -> Any:
    """An instant as the database keeps it, so that SQL may compare it."""
    return None if at is None else connection.ops.adapt_datetimefield_value(at)


def moment_keeper() -> Callable[[datetime | None], Any]:
    """The same for many: it remembers what it has converted."""
    if connection.vendor == "postgresql":
        return _as_it_is
    kept: dict[datetime | None, Any] = {None: None}

    def keep(at: datetime | None) -> Any:
        if at not in kept:
            kept[at] = keep_moment(at)
        return kept[at]

    return keep


def read_moment(value: datetime | None) -> datetime | None:
    """An instant as the database gave it, in UTC."""
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def keep_json(value: Any) -> str:
    """A JSON value as text; equal values are equal texts."""
    return _encode(value) if value else "{}"


def read_json(value: Any) -> Any:
    """A JSON value as a raw question gave it."""
    return json.loads(value) if isinstance(value, str) else value


def in_chunks(values: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """The values in lists of at most ``size``."""
    chunk: list[Any] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _as_it_is(at: datetime | None) -> datetime | None:
    return at


def _type_of(model: type[models.Model], column: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode
