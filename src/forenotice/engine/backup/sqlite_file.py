"""An SQLite database is copied page by page, as it was at one moment, while others go on with it."""

import sqlite3
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.db import connection

from forenotice.engine.backup.precautions import precautions
from forenotice.engine.errors import BackupError

NAME = "database.sqlite3"


def write_copy(path: Path, *, without: Collection[str]) -> None:
    """Make a copy of the database in a single file, with those tables empty."""
    connection.ensure_connection()
    whole = path.with_name("whole.sqlite3")
    copy = sqlite3.connect(whole, isolation_level=None)
    try:
        connection.connection.backup(copy)
        # A copy on its own needs no log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        for (table,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table in without:
                copy.execute(f'DELETE FROM "{table}"')
        # What was deleted stands in the file until it is written afresh, and takes room.
        copy.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        raise BackupError(
            f"The database cannot be copied into {path.parent.parent} ({error}). Until a backup is done, "
            "there has to be room for two copies of the database beside it."
        ) from None
    finally:
        copy.close()
        whole.unlink(missing_ok=True)


def prepare_copy(path: Path, now: datetime) -> None:
    """Let the copy say nothing and let nobody in by itself; raise :class:`BackupError` unless it is sound."""
    _check(path)
    copy = sqlite3.connect(path)
    try:
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        with copy:
            for sql in precautions(tables, now):
                copy.execute(sql)
    finally:
        copy.close()


def _check(path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    finally:
        copy.close()
    if verdict != "ok":
        raise BackupError(f"The database in the backup is damaged ({verdict}). Take another backup.")


def has_second_steps(path: Path) -> bool:
    """Whether somebody in that copy has an authenticator app or recovery codes."""
    copy = sqlite3.connect(path)
    try:
        rows = copy.execute("SELECT 1 FROM mfa_authenticator WHERE type <> 'webauthn' LIMIT 1")
        return rows.fetchone() is not None
    except sqlite3.OperationalError:
        # There is no such table yet.
        return False
    finally:
        copy.close()


def put_back(path: Path) -> None:
    """Let the database be the copy from now on, in one transaction: all of it or nothing."""
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    try:
        copy.backup(connection.connection)
    except sqlite3.OperationalError as error:
        advice = "Make room on its disk" if "full" in str(error) else "Stop every program that uses it"
        raise BackupError(f"The database cannot be replaced ({error}). {advice}, and try again.") from None
    finally:
        copy.close()
        # What this connection had prepared is of other tables.
        connection.close()
