"""From a database address to the settings Django wants for it."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from forenotice.project.environment import SettingsError

# Two processes may open one SQLite file: readers never wait for the writer (WAL), and a writer waits for the
# other one for up to this many seconds.
BUSY_SECONDS = 20

# A web process answers many requests a second, and dialling a database takes longer than most answers.
KEPT_SECONDS = 60

# Rows arrive in the order of a file and their due dates in the order of chance, so a large file dirties the
# same pages of an index again and again. With SQLite's own 2 MB of cache and 4 MB of log they would be read
# and written back each time; with 32 MB of each at most, an import of a million rows is a tenth faster.
_CACHE_AND_LOG = "PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=8000;"


def database_settings(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for the database at `url`; an empty `url` is the SQLite file in `home`.

    A relative SQLite path counts from `home`. Raise :class:`SettingsError` for any other address.
    """
    if not url:
        return _sqlite(home / "forenotice.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return _sqlite(home / unquote(parts.path[1:]))
    if parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1:
        return _postgresql(url)
    raise SettingsError(
        "The setting FORENOTICE_DATABASE_URL is wrong: write sqlite:///forenotice.sqlite3 (four slashes for "
        "an absolute path) or postgresql://user:password@host:5432/name."
    )


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "OPTIONS": {
            # A transaction that reads first and writes later would else fail at once, without waiting, when
            # another process wrote in between.
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
            + _CACHE_AND_LOG,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    # A Unix socket is a folder and may only be written as ?host=/folder.
    host = options.pop("host", parts.hostname or "")
    try:
        port = str(parts.port or options.pop("port", ""))
    except ValueError:
        raise SettingsError(
            "The setting FORENOTICE_DATABASE_URL is wrong: its port is not a number."
        ) from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, **options},
    }
