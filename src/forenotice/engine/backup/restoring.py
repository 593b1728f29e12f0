"""A backup is put back: checked whole before anything is touched, and what was there is kept aside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.sealing import unseal
from forenotice.engine import key_file
from forenotice.engine.backup import postgres_rows, sqlite_file
from forenotice.engine.backup.archive import Manifest, unpack
from forenotice.engine.backup.making import KEYS, SETTINGS, make_backup
from forenotice.engine.backup.scratch import scratch_folder
from forenotice.engine.errors import BackupError
from forenotice.engine.presence import alone

_SEALED_SECOND_STEPS = ("accounts", "0010_sealed_second_steps")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. ``kept`` is the backup of what was there before, if anything was.

    ``opens_secrets`` when the key of this home opens the secrets in it; ``new_key`` when that came with it.
    ``settings`` is where its settings file lies: for a person to look at, because it names another host's
    database and address.
    """

    manifest: Manifest
    kept: Path | None
    opens_secrets: bool
    new_key: bool
    settings: Path | None


def check_backup(path: Path) -> Manifest:
    """Read the whole backup and change nothing; raise :class:`BackupError` when it is of no use here."""
    manifest, _ = unpack(path, None)
    _refuse_foreign(path, manifest)
    return manifest


def restore_backup(path: Path, *, replace: bool, migrate: Callable[[], None], now: datetime) -> Restored:
    """Let this instance be as it was when that backup was made; `migrate` brings older tables up to date.

    Nothing is said afterwards until an owner has seen it, unless it is this very host that went on from the
    same pulse, and everybody has to sign in anew. Raise :class:`BackupError`, with nothing touched, when the
    backup is of no use here or when there are rows already and `replace` is not set, and
    :class:`AtWorkError` when somebody is at work.
    """
    home = Path(settings.FORENOTICE_HOME)
    with scratch_folder(home, now) as folder:
        manifest, files = unpack(path, folder)
        _refuse_foreign(path, manifest)
        if manifest.database == "sqlite":
            sqlite_file.prepare_copy(files[sqlite_file.NAME], now)
        _refuse_to_lock_people_out(path, manifest, files)
        with alone(home):
            kept = _keep_aside(home, now, replace=replace) if _has_rows() else None
            if manifest.database == "sqlite":
                sqlite_file.put_back(files[sqlite_file.NAME])
            else:
                migrations = [(app, name) for app, name in manifest.migrations]
                postgres_rows.put_back(migrations, manifest.columns, files, now)
            new_key = KEYS in files and _put_keys_back(home, files[KEYS], now)
            written = _lay_settings_down(home, files.get(SETTINGS))
            migrate()
    return Restored(manifest, kept, _opens(manifest), new_key, written)


def _keep_aside(home: Path, now: datetime, *, replace: bool) -> Path:
    if not replace:
        raise BackupError("This database is not empty. To keep it aside and replace it, add: --replace")
    return make_backup(home / f"replaced-{now:%Y-%m-%dT%H-%M-%S}.tar.gz", with_keys=True, now=now)


def _refuse_foreign(path: Path, manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise BackupError(
            f"The backup {path} is of a database in {_named(manifest.database)}, and this one is in "
            f"{_named(connection.vendor)}. Point FORENOTICE_DATABASE_URL at one of its kind."
        )
    ours = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.keys()
    if not {(app, name) for app, name in manifest.migrations} <= ours:
        raise BackupError(
            f"The backup {path} was made by a later version, {manifest.version}. Install it first."
        )


def _refuse_to_lock_people_out(path: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Second steps that lie open are sealed as they come in; once with another key, nothing opens them."""
    takes_its_keys = KEYS in files and key_file.is_in_use(Path(settings.FORENOTICE_HOME))
    if list(_SEALED_SECOND_STEPS) in map(list, manifest.migrations) or takes_its_keys or _opens(manifest):
        return
    if manifest.database == "sqlite":
        has_some = sqlite_file.has_second_steps(files[sqlite_file.NAME])
    else:
        has_some = postgres_rows.has_second_steps(manifest.columns, files)
    if has_some:
        raise BackupError(
            f"People in the backup {path} have second steps, and the key here is not the one of that host. "
            "Put its secret.key into the home, or set FORENOTICE_SECRET_KEY to it, and try again."
        )


def _named(vendor: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(vendor, vendor)


def _has_rows() -> bool:
    with connection.cursor() as cursor:
        if "accounts_organization" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT 1 FROM accounts_organization LIMIT 1")
        return cursor.fetchone() is not None


def _put_keys_back(home: Path, keys: Path, now: datetime) -> bool:
    """Let the keys of the backup be this home's, and keep its own aside; whether others are in use now.

    Where the settings name a key, that one stays in use.
    """
    place = home / key_file.KEY_FILE
    if place.exists() and place.read_text(encoding="ascii") == keys.read_text(encoding="ascii"):
        return False
    is_in_use = key_file.is_in_use(home)
    if place.exists():
        place.rename(home / f"secret.key.replaced-{now:%Y-%m-%dT%H-%M-%S}")
    keys.rename(place)
    if is_in_use:
        # What migrations seal has to open with the keys that the next command finds.
        key_file.go_by(key_file.written_keys(place))
    return is_in_use


def _lay_settings_down(home: Path, written: Path | None) -> Path | None:
    return written.rename(home / "forenotice.env.restored") if written is not None else None


def _opens(manifest: Manifest) -> bool:
    try:
        unseal(manifest.seal)
    except SealBrokenError:
        return False
    return True
