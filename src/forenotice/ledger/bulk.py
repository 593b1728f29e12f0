"""Many rows at once, on both databases: ids in advance, insert, update, and long lists in a question.

PostgreSQL takes new rows by COPY and changed ones by arrays; SQLite is fastest with one prepared statement
that binds little. Instants and days are given as Python has them, JSON as text: see :func:`keep_json`.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from django.db import connection, models
from pydantic_core import to_json

from forenotice.accounts.models import Organization
from forenotice.ledger.sqlite_columns import by_column

Row = Sequence[Any]
_ROWS_A_STATEMENT = 50
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


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
    """Write new rows; the first of ``columns`` tells them apart."""
    if not rows:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(sql) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            told = by_column(model, columns, rows)
            one = ", ".join([*told.literals, *["%s"] * len(told.varying)])
            names = ", ".join([*told.names, *told.varying])
            varying = list(zip(*told.varying.values(), strict=True))
            whole = len(varying) - len(varying) % _ROWS_A_STATEMENT
            # A statement for several rows saves SQLite half of what it does around each of them. FAIL spares
            # it a journal for each statement; whatever goes wrong, the caller's transaction is undone.
            for part, size in ((varying[:whole], _ROWS_A_STATEMENT), (varying[whole:], 1)):
                values = ", ".join([f"({one})"] * size)
                given = [tuple(chain.from_iterable(part[i : i + size])) for i in range(0, len(part), size)]
                cursor.executemany(f"INSERT OR FAIL INTO {table} ({names}) VALUES {values}", given)


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Bring rows to new values; the first of ``columns`` is the primary key."""
    if not rows:
        return
    table, key, rest = model._meta.db_table, columns[0], columns[1:]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"{name} = v.{name}" for name in rest)
            arrays = ", ".join(f"%s::{_type_of(model, name)}[]" for name in columns)
            given = f"unnest({arrays}) AS v({', '.join(columns)})"
            sql = f"UPDATE {table} AS t SET {sets} FROM {given} WHERE t.{key} = v.{key}"
            # PostgreSQL's driver takes no list in which an enum stands beside plain texts.
            plain = [[str(v) if isinstance(v, str) else v for v in row] for row in rows]
            cursor.execute(sql, [list(values) for values in zip(*plain, strict=True)])
        else:
            told = by_column(model, columns, rows)
            same = [f"{name} = {value}" for name, value in zip(told.names, told.literals, strict=True)]
            keys = told.varying.pop(key)
            sets = ", ".join([*same, *(f"{name} = %s" for name in told.varying)])
            sql = f"UPDATE {table} SET {sets} WHERE {key} = %s"
            cursor.executemany(sql, list(zip(*told.varying.values(), keys, strict=True)))


def touch(organization: Organization, subscription_ids: Collection[int]) -> None:
    """Tell planning to look at these subscriptions."""
    if not subscription_ids:
        return
    if connection.vendor == "postgresql":
        given = "unnest(%s::bigint[]) AS given(value)"
        params: list[Any] = [organization.pk, list(subscription_ids)]
    else:
        given, params = "json_each(%s)", [organization.pk, json.dumps(list(subscription_ids))]
    sql = f"INSERT INTO ledger_touched (organization_id, subscription_id) SELECT %s, value FROM {given}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


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


def read_moment(value: datetime | None) -> datetime | None:
    """An instant as the database gave it, in UTC."""
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def keep_json(value: Any) -> str:
    """A JSON value as text; what JSON has no word for stands as Python would print it."""
    return _ENCODER.encode(value) if value else "{}"


def keep_details(value: dict[str, Any]) -> str:
    """The same for what holds only what JSON has words for: twice as fast, and each new row asks for it."""
    return to_json(value).decode() if value else "{}"


def read_json(value: Any) -> Any:
    """A JSON value as a raw question gave it."""
    return json.loads(value) if isinstance(value, str) else value


def in_chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The values in lists of at most ``size``."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def _type_of(model: type[models.Model], column: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
