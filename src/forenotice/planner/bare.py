"""Statements of the hot path, run without the layers that Django puts around each of them.

They run inside the transaction that Django began. On SQLite, which has no network to wait for, those layers
would cost more than the statement itself.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from forenotice.planner.dialect import is_sqlite


def run(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows, if it has any."""
    if not is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(cursor.fetchall()) if cursor.description else []
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors:
        found: list[tuple[Any, ...]] = database.connection.execute(_for_sqlite(statement), params).fetchall()
        return found


def run_many(statement: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run one statement for each of `rows` and return how many rows it changed."""
    if not is_sqlite():
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
            return int(cursor.rowcount)
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors:
        changed: int = database.connection.executemany(_for_sqlite(statement), rows).rowcount
        return changed


def marks(count: int) -> str:
    """So many placeholders."""
    return ", ".join(["%s"] * count)


@lru_cache(maxsize=512)
def _for_sqlite(statement: str) -> str:
    return statement.replace("%s", "?")
