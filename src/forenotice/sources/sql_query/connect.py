"""Sessions with databases that can only read, and in which no statement runs longer than it may."""

import socket
import sqlite3
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from sys import getsizeof
from typing import Any, Protocol
from urllib.parse import quote

from forenotice.channels.calling import address_of
from forenotice.channels.servers import ServerPlaces, ServerRefusedError
from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from forenotice.sources.sql_query.settings import MYSQL, POSTGRES, SQLITE, Database

Rows = tuple[list[str], Sequence[Sequence[Any]]]
"""The names of the columns, and the rows."""

_REFUSED_BY_MYSQL = frozenset(
    {1044, 1045, 1049, 1054, 1064, 1103, 1142, 1143, 1146, 1227, 1251, 1275, 1370, 1698, 2026, 2059}
)
_SHOWS_NAMES = frozenset({1054, 1064, 1142, 1143, 1146})
# Four thousand rows of a membership are some 7 MB; somebody's name may be as long as they could send it.
_MOST_BYTES = 64_000_000
_SOME_ROWS = 100
_MIXED_FOR_MYSQL = frozenset({1267, 1270, 1271})
_TOO_LONG_FOR_MYSQL = frozenset({1028, 1317, 1969, 3024})


class MixedTextsError(SourceRefusedError):
    """Texts of several alphabets that the database cannot put into one."""


class Session(Protocol):
    """An open way to a database. ``is_slow_by_column``: its driver takes long for each column of a row."""

    server: str
    is_slow_by_column: bool

    def rows(self, sql: str, params: Sequence[Any] = ()) -> Rows:
        """What a SELECT finds. Raise an error of this room for whatever goes wrong."""
        ...

    def close(self) -> None:
        """Let go of it; twice is harmless."""
        ...


def open_session(
    database: Database, password: str, seconds: float, allowed: ServerPlaces | None = None
) -> Session:
    """A session in which one statement takes so many seconds at most.

    ``allowed`` are the places where it may stand though they are not public; None for anywhere.
    """
    place = ""
    if allowed is not None:
        try:
            database, place = _found(database, allowed)
        except ServerRefusedError as error:
            raise SourceRefusedError(str(error)) from None
        except OSError as error:
            raise SourceUnavailableError(f"The database does not answer ({type(error).__name__}).") from None
    if database.kind == MYSQL:
        return MysqlSession(database, password, seconds, place)
    if database.kind == POSTGRES:
        return PostgresSession(database, password, seconds, place)
    return SqliteSession(database, seconds)


def _found(database: Database, allowed: ServerPlaces) -> tuple[Database, str]:
    """The database where it really is, with the address at which it stands; none for a file or socket."""
    if database.kind == SQLITE:
        return replace(database, name=allowed.real_path(database.name)), ""
    if database.socket:
        return replace(database, socket=allowed.real_path(database.socket)), ""
    return database, address_of(database.host, database.port, allowed)


class MysqlSession:
    """MySQL or MariaDB. Values come as texts, which is a good deal faster than the driver's own ones."""

    is_slow_by_column = True

    def __init__(self, database: Database, password: str, seconds: float, place: str = "") -> None:
        # An extra that most do without.
        try:
            import pymysql
            from pymysql.converters import encoders
            from pymysql.cursors import SSCursor
        except ImportError:
            raise _not_installed("MySQL and MariaDB", "mysql") from None
        self._errors: type[Exception] = pymysql.MySQLError
        self._as_they_come = SSCursor
        self._seconds = seconds
        with self._told():
            self._connection = pymysql.connect(
                host=database.host or None,
                port=database.port,
                unix_socket=database.socket or None,
                user=database.account,
                password=password,
                database=database.name,
                charset="utf8mb4",
                autocommit=True,
                conv=dict(encoders),
                connect_timeout=max(1, round(min(seconds, 10))),
                # The server ends a statement by itself; this is for one that says nothing any more.
                read_timeout=seconds + 2,
                write_timeout=seconds + 2,
                defer_connect=bool(place),
                **_tls_of_mysql(database),
            )
            if place:
                # To the address that was looked at, with TLS for the name.
                line = socket.create_connection((place, database.port), max(1, round(min(seconds, 10))))
                line.settimeout(None)
                self._connection.connect(line)
        self.server = self._prepare()

    def _prepare(self) -> str:
        """Make the session read only, in UTC and with a limit; return what the server is."""
        version = str(self._connection.get_server_info())
        is_mariadb = "mariadb" in version.lower()
        limit = (
            f"max_statement_time = {self._seconds:.3f}"
            if is_mariadb
            else f"max_execution_time = {self._seconds * 1000:.0f}"
        )
        for statement in (
            "SET SESSION TRANSACTION READ ONLY",
            f"SET SESSION time_zone = '+00:00', group_concat_max_len = 65536, {limit}",
            "SET SESSION sql_mode = REPLACE(@@sql_mode, 'ONLY_FULL_GROUP_BY', '')",
        ):
            with self._told(), self._connection.cursor() as cursor:
                cursor.execute(statement)
        return f"{'MariaDB' if is_mariadb else 'MySQL'} {version.split('-')[0]}"

    def rows(self, sql: str, params: Sequence[Any] = ()) -> Rows:
        """What a SELECT finds."""
        with self._told():
            # Closing such a cursor early would read all the rest of its rows, so it is left to itself.
            cursor = self._connection.cursor(self._as_they_come)
            cursor.execute(sql, tuple(params))
            try:
                return [column[0] for column in cursor.description or ()], _bounded(cursor, _letters)
            except SourceRefusedError:
                cursor.connection = None
                self.close()
                raise

    def close(self) -> None:
        """Let go of it; twice is harmless."""
        if self._connection.open:
            self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
            if code in _TOO_LONG_FOR_MYSQL:
                raise _too_long(self._seconds) from None
            if code in _MIXED_FOR_MYSQL:
                words = _shortened(error.args[1])
                raise MixedTextsError(f"The database refuses ({code}): {words}. Look at the query.") from None
            if code in _REFUSED_BY_MYSQL:
                words = f": {_shortened(error.args[1])}" if code in _SHOWS_NAMES else ""
                raise SourceRefusedError(f"The database refuses ({code}){words}. {_advice(code)}") from None
            raise SourceUnavailableError(
                f"The database does not answer ({code or type(error).__name__})."
            ) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise SourceUnavailableError(f"The database does not answer ({type(error).__name__}).") from None


def _tls_of_mysql(database: Database) -> dict[str, Any]:
    """The driver's own way to ask for a certificate does not look at its name, so it gets our context."""
    if database.tls == "off":
        return {"ssl_disabled": True}
    if database.tls == "prefer":
        return {}
    context = ssl.create_default_context()
    if database.tls == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return {"ssl": context}


def _advice(code: int) -> str:
    if code in (1044, 1142, 1143, 1227, 1370):
        return "Grant the account SELECT on these tables."
    if code == 2026:
        return "It offers no encryption, or no certificate for this host; see tls in the address."
    if code in (1045, 1698):
        return "Look at the account and its password."
    if code == 1146:
        return "Look at the table prefix, and whether the plugin is installed and up to date."
    return "Look at the address and at the query."


class PostgresSession:
    """PostgreSQL."""

    is_slow_by_column = False

    def __init__(self, database: Database, password: str, seconds: float, place: str = "") -> None:
        # An extra that most do without.
        try:
            import psycopg
        except ImportError:
            raise _not_installed("PostgreSQL", "postgres") from None
        self._errors: type[Exception] = psycopg.Error
        self._seconds = seconds
        modes = {"off": "disable", "verify": "verify-full"}
        limits = (
            f"-c default_transaction_read_only=on -c statement_timeout={seconds * 1000:.0f} -c TimeZone=UTC"
        )
        with self._told():
            self._connection = psycopg.connect(
                host=database.socket or database.host,
                hostaddr=place or None,
                port=database.port,
                user=database.account or None,
                password=password or None,
                dbname=database.name,
                sslmode=modes.get(database.tls, database.tls),
                # Since version 16 it can ask whom the whole system trusts, not only a file of the account.
                sslrootcert="system"
                if database.tls == "verify" and psycopg.pq.version() >= 160_000
                else None,
                connect_timeout=max(2, round(min(seconds, 10))),
                options=limits,
                autocommit=True,
                application_name="forenotice",
            )
        version = self._connection.info.server_version
        self.server = f"PostgreSQL {version // 10_000}.{version % 10_000}"

    def rows(self, sql: str, params: Sequence[Any] = ()) -> Rows:
        """What a SELECT finds."""
        # A cursor of the server's brings some rows at a time, where the driver would bring them all.
        with self._told(), self._connection.transaction(), self._connection.cursor("forenotice") as cursor:
            cursor.execute(sql.encode(), tuple(params))
            return [column.name for column in cursor.description or ()], _bounded(cursor, _bytes)

    def close(self) -> None:
        """Let go of it; twice is harmless."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            state = getattr(error, "sqlstate", None) or ""
            if state == "57014":
                raise _too_long(self._seconds) from None
            if state[:2] in ("28", "3D", "42", "25"):
                primary = getattr(getattr(error, "diag", None), "message_primary", None) or ""
                words = f": {_shortened(primary)}" if state[:2] == "42" else ""
                raise SourceRefusedError(
                    f"The database refuses ({state}){words}. Look at the account, its rights and the query."
                ) from None
            raise SourceUnavailableError(
                f"The database does not answer ({state or type(error).__name__})."
            ) from None


class SqliteSession:
    """A file of SQLite, opened for reading only."""

    is_slow_by_column = False

    def __init__(self, database: Database, seconds: float) -> None:
        if not Path(database.name).is_file():
            raise SourceRefusedError("There is no file of that name, or it may not be read.")
        self.server = f"SQLite {sqlite3.sqlite_version}"
        self._seconds = seconds
        self._ends_at = 0.0
        with self._told():
            self._connection = sqlite3.connect(
                f"file:{quote(database.name)}?mode=ro", uri=True, timeout=seconds, check_same_thread=False
            )
            self._connection.execute("PRAGMA query_only = ON")
        self._connection.set_progress_handler(self._is_over, 10_000)

    def _is_over(self) -> bool:
        return time.monotonic() > self._ends_at

    def rows(self, sql: str, params: Sequence[Any] = ()) -> Rows:
        """What a SELECT finds."""
        self._ends_at = time.monotonic() + self._seconds
        # The statements are made for drivers that mark parameters by %s.
        own = sql.replace("%s", "?").replace("%%", "%")
        with self._told():
            cursor = self._connection.execute(own, tuple(map(_for_sqlite, params)))
            return [column[0] for column in cursor.description or ()], _bounded(cursor, _bytes)

    def close(self) -> None:
        """Let go of it; twice is harmless."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            if name == "SQLITE_INTERRUPT":
                raise _too_long(self._seconds) from None
            if name in ("SQLITE_BUSY", "SQLITE_LOCKED"):
                raise SourceUnavailableError("The database is locked by somebody else.") from None
            raise SourceRefusedError(f"The database refuses: {_shortened(str(error))}.") from None


class _Cursor(Protocol):
    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]: ...


def _bounded(cursor: _Cursor, size_of: Callable[[Sequence[Sequence[Any]]], int]) -> Sequence[Sequence[Any]]:
    """All rows, unless they are larger than any that are meant; then this stops reading."""
    rows: list[Sequence[Any]] = []
    size = 0
    while some := cursor.fetchmany(_SOME_ROWS):
        rows += some
        size += size_of(some)
        if size > _MOST_BYTES:
            raise SourceRefusedError(
                f"{len(rows):,} rows hold more than {_MOST_BYTES // 1_000_000} MB. Leave out what is so "
                "long, or look at who wrote it there."
            )
    return rows


def _letters(rows: Sequence[Sequence[Any]]) -> int:
    """How long rows of texts are, where nothing else is among them."""
    return sum(map(len, filter(None, chain.from_iterable(rows))))


def _bytes(rows: Sequence[Sequence[Any]]) -> int:
    """How large rows of whatever values are; this takes several times as long."""
    return sum(map(getsizeof, chain.from_iterable(rows)))


def _for_sqlite(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | str | bytes) else str(value)


def _too_long(seconds: float) -> SourceUnavailableError:
    return SourceUnavailableError(
        f"The database took longer than {seconds:g} seconds. An index on the cursor column may help."
    )


def _not_installed(name: str, extra: str) -> SourceRefusedError:
    return SourceRefusedError(f'For {name} another package is needed: pip install "forenotice[{extra}]".')


def _shortened(words: str) -> str:
    line = " ".join(str(words).split()).rstrip(".")
    return line if len(line) <= 200 else f"{line[:199]}…"


OpenSession = Callable[[float], Session]
"""Opens a session whose statements take so many seconds at most."""
