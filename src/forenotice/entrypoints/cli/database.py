"""Sees to it that the tables are there before a command needs them.

The embedded SQLite file brings itself up to date, for its owner should not have to know that tables exist. A
PostgreSQL database may be shared with other processes of an older version, so there a person says when.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from forenotice import __version__
from forenotice.engine.errors import AtWorkError
from forenotice.engine.presence import alone
from forenotice.engine.tables import tables_are_behind
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import say


def make_tables_ready() -> None:
    """Make or mend the embedded database's tables; raise :class:`CommandError` for another not ready."""
    if not tables_are_behind():
        return
    if connection.vendor != "sqlite":
        raise CommandError("The tables of this database are not ready. Run: forenotice upgrade")
    with _one_by_one(settings.FORENOTICE_HOME):
        migrate_alone()


def migrate_tables() -> None:
    """Bring the tables of the database up to date; the embedded SQLite file sees to that itself."""
    migrate_alone()
    say("The tables are up to date.")


def migrate_alone(keep_aside: Callable[[], Path | None] = lambda: None) -> Path | None:
    """Bring the tables up to date, unless they are, and return where everything was kept aside before.

    Raise :class:`CommandError` while somebody is at work here, who can only be of another version.
    """
    if not tables_are_behind():
        return None
    try:
        with alone(Path(settings.FORENOTICE_HOME)):
            kept = keep_aside()
            migrate()
            return kept
    except AtWorkError:
        raise CommandError(
            "The tables have to be brought up to date, and Forenotice is at work here with those of another "
            "version. Stop it, then run: forenotice upgrade"
        ) from None


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    if not version_file().exists():
        version_file().write_text(f"{__version__}\n", encoding="ascii")


def version_file() -> Path:
    """Which version's notes were shown last, for `forenotice upgrade`."""
    return Path(settings.FORENOTICE_HOME) / "version"


@contextmanager
def _one_by_one(home: Path) -> Iterator[None]:
    """Holds a lock file, so that of two commands started at once one makes the tables and the other waits."""
    with (home / "tables.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
