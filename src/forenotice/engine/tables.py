"""Whether the tables are those that this version wants."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def tables_are_behind() -> bool:
    """Whether a migration is missing here; listing their files is much quicker than loading them."""
    with connection.cursor() as cursor:
        if MigrationRecorder.Migration._meta.db_table not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT app, name FROM django_migrations")
        had = set(cursor.fetchall())
    return not had.issuperset(_written_migrations())


def _written_migrations() -> Iterator[tuple[str, str]]:
    for config in apps.get_app_configs():
        for path in Path(config.path, "migrations").glob("[0-9]*.py"):
            yield config.label, path.stem
