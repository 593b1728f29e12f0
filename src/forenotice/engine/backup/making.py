"""A backup is made: the database as it is at one moment, and the keys only if they are asked for."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from forenotice import __version__
from forenotice.accounts.sealing import seal
from forenotice.engine.backup import postgres_rows, sqlite_file
from forenotice.engine.backup.archive import Manifest, pack
from forenotice.engine.backup.precautions import SESSIONS
from forenotice.engine.backup.scratch import scratch_folder
from forenotice.engine.errors import BackupError

KEYS, SETTINGS = "home/secret.key", "home/forenotice.env"
SEALED_WORD = "forenotice backup"


def make_backup(path: Path, *, with_keys: bool, now: datetime) -> Path:
    """Write a backup to `path`, or into that folder under a name of its own; return where it is.

    Nobody need stop meanwhile. Raise :class:`BackupError` when it cannot be written, or nothing is there.
    """
    if path.is_dir():
        path /= f"forenotice-{now:%Y-%m-%dT%H-%M-%S}.tar.gz"
    if path.exists():
        raise BackupError(f"The file {path} is there already. Choose another name, or remove it.")
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    if not migrations:
        raise BackupError("There is nothing to back up yet: the database has no tables.")
    try:
        with scratch_folder(path.parent, now) as folder:
            files, columns = _database(folder)
            if with_keys:
                files |= _keys(folder)
            manifest = Manifest(
                version=__version__,
                made_at=now.isoformat(),
                database=connection.vendor,
                with_keys=with_keys,
                seal=seal(SEALED_WORD),
                migrations=migrations,
                columns=columns,
            )
            pack(path, manifest, files, draft=folder / "draft")
    except OSError as error:
        raise BackupError(f"The file {path} cannot be written ({error.strerror or error}).") from None
    return path


def _database(folder: Path) -> tuple[dict[str, Path], dict[str, list[str]]]:
    if connection.vendor != "sqlite":
        return postgres_rows.write_rows(folder, without=SESSIONS)
    copy = folder / sqlite_file.NAME
    sqlite_file.write_copy(copy, without=SESSIONS)
    return {sqlite_file.NAME: copy}, {}


def _keys(folder: Path) -> dict[str, Path]:
    """The secret keys, newest first, and the settings file, which may hold passwords."""
    keys = folder / "secret.key"
    keys.write_text(",".join([settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]) + "\n", encoding="ascii")
    written = Path(settings.FORENOTICE_HOME) / "forenotice.env"
    return {KEYS: keys} | ({SETTINGS: written} if written.exists() else {})
