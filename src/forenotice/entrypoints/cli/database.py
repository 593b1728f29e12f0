"""Sees to it that the tables are there before a command needs them.

The embedded SQLite file brings itself up to date, for its owner should not have to know that tables exist. A
PostgreSQL database may be shared with other processes of an older version, so there a person says when.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import say


def make_tables_ready() -> None:
    """Make or mend the embedded database's tables; raise :class:`CommandError` for another not ready."""
    if not tables_are_behind():
        return
    if connection.vendor != "sqlite":
        raise CommandError("The tables of this database are not ready. Run: forenotice migrate")
    with _alone(settings.FORENOTICE_HOME):
        if tables_are_behind():
            migrate()


def migrate_tables() -> None:
    """Bring the tables of the database up to date; the embedded SQLite file sees to that itself."""
    migrate()
    say("The tables are up to date.")


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", verbosity=0, interactive=False)


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


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Holds a lock file, so that of two commands started at once one makes the tables and the other waits."""
    with (home / "tables.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
