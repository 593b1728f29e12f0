"""A PostgreSQL database as files of rows, written and read by COPY; the tables are made by migrations.

It needs no program of PostgreSQL's own on this host, so it also works where only a password is known.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph

from forenotice.engine.backup.precautions import precautions

_BLOCK = 1024 * 1024
_MIGRATIONS = "django_migrations"


def write_rows(folder: Path, *, without: Collection[str]) -> tuple[dict[str, Path], dict[str, list[str]]]:
    """Write each table's rows but of those, all as they were at one moment.

    Return the files and the tables' columns.
    """
    files: dict[str, Path] = {}
    columns: dict[str, list[str]] = {}
    with transaction.atomic():
        cursor = connection.cursor()
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in sorted({*_tables()} - {*without}):
            described = connection.introspection.get_table_description(cursor, table)
            columns[table] = [column.name for column in described]
            name = f"tables/{table}.copy"
            files[name] = folder / f"{table}.copy"
            with files[name].open("wb") as file, _copy(f"{_named(table, columns[table])} TO STDOUT") as rows:
                for block in rows:
                    file.write(block)
    return files, columns


def put_back(
    migrations: Sequence[tuple[str, str]],
    columns: Mapping[str, Sequence[str]],
    files: Mapping[str, Path],
    now: datetime,
) -> None:
    """Let the database be those rows from now on, in one transaction: all of them or nothing."""
    with transaction.atomic():
        _make_tables(migrations)
        for table, names in columns.items():
            with (
                _copy(f"{_named(table, names)} FROM STDIN") as rows,
                files[f"tables/{table}.copy"].open("rb") as file,
            ):
                while block := file.read(_BLOCK):
                    rows.write(block)
        with connection.cursor() as cursor:
            # What is checked at the end of a transaction otherwise would stand in the way of altering tables.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for sql in connection.ops.sequence_reset_sql(no_style(), list(_models(columns))):
                cursor.execute(sql)
            for sql in precautions(connection.introspection.table_names(cursor), now):
                cursor.execute(sql)


def has_second_steps(columns: Mapping[str, Sequence[str]], files: Mapping[str, Path]) -> bool:
    """Whether somebody in those rows has an authenticator app or recovery codes."""
    if "mfa_authenticator" not in columns:
        return False
    kind = columns["mfa_authenticator"].index("type")
    with files["tables/mfa_authenticator.copy"].open(encoding="utf-8") as rows:
        return any(row.split("\t")[kind] != "webauthn" for row in rows)


def _make_tables(migrations: Sequence[tuple[str, str]]) -> None:
    """Empty tables as those migrations make them; only others are made anew, because that takes longer."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if set(MigrationExecutor(connection).loader.applied_migrations) != set(migrations):
            for table in [*_tables(), _MIGRATIONS]:
                cursor.execute(f"DROP TABLE IF EXISTS {quote(table)} CASCADE")
            executor = MigrationExecutor(connection)
            executor.migrate(_newest(executor.loader.graph, set(migrations)))
        cursor.execute(f"TRUNCATE {', '.join(map(quote, _tables()))}")
        # Migrations leave some checked at once; tables come one by one, and point at each other.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _newest(graph: MigrationGraph, migrations: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of each app the last of these migrations: to go to an earlier one would take the later ones back."""
    return [
        node
        for node in sorted(migrations)
        if not any(
            each.key in migrations and each.key[0] == node[0] for each in graph.node_map[node].children
        )
    ]


def _tables() -> list[str]:
    """Our tables as they are, also those that only another version knows."""
    labels = tuple(f"{config.label}_" for config in apps.get_app_configs())
    own = {"django_content_type", "django_session"}
    with connection.cursor() as cursor:
        found = connection.introspection.table_names(cursor)
    return sorted(table for table in found if table.startswith(labels) or table in own)


def _models(tables: Iterable[str]) -> Iterable[Any]:
    wanted = set(tables)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in wanted:
            yield model


def _named(table: str, columns: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


def _copy(statement: str) -> Any:
    return connection.connection.cursor().copy(f"COPY {statement}")
