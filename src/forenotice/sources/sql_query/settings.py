"""How an owner declares a database as a source, checked without any network. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from forenotice.kernel.local_time import UnknownZoneError, zone
from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.sql_query.presets import PRESETS
from forenotice.sources.sql_query.statement import read_select
from forenotice.sources.sql_query.values import DAYS_ONLY
from forenotice.sources.unreadable import UnreadableError, quoted

MYSQL, POSTGRES, SQLITE = "mysql", "postgresql", "sqlite"
_SCHEMES = {
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "postgresql": POSTGRES,
    "postgres": POSTGRES,
    "sqlite": SQLITE,
}
_PORTS = {MYSQL: 3306, POSTGRES: 5432}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,63}")
_PREFIX = re.compile(r"[A-Za-z0-9_]{0,40}")
_OPTIONS = {MYSQL: {"tls", "socket"}, POSTGRES: {"tls", "socket"}, SQLITE: set[str]()}
_TLS = ("prefer", "require", "verify", "off")
_FORMS = (
    "mysql://account@host:3306/database, postgresql://account@host:5432/database or "
    "sqlite:////path/of/the/file"
)


@dataclass(frozen=True, slots=True)
class Database:
    """Where a database is, without the password: ``kind``, and a path where it is a file.

    ``tls``: "prefer" speaks in clear to a server that has no encryption, "require" does not, and "verify"
    asks for a certificate of that host too. ``socket`` is a path: MySQL's of its file, PostgreSQL's of the
    folder.
    """

    kind: str
    host: str = ""
    port: int = 0
    account: str = ""
    name: str = ""
    tls: str = "prefer"
    socket: str = ""


def read_database(url: str) -> Database:
    """The database of an address; raise :class:`SettingsRefusedError`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsRefusedError(f"database: {quoted(url)} is not an address. Write {_FORMS}.") from None
    kind = _SCHEMES.get(parts.scheme)
    if kind is None:
        raise SettingsRefusedError(f"database: it has to begin with its kind. Write {_FORMS}.")
    if parts.password is not None:
        raise SettingsRefusedError(
            "database: the password does not belong in the address, where everybody reads it. "
            "Give it as the secret `password`."
        )
    if kind == SQLITE:
        path = unquote(parts.path).removeprefix("/") if parts.path.startswith("//") else unquote(parts.path)
        if parts.netloc or not path.startswith("/"):
            raise SettingsRefusedError("database: write sqlite:////path/of/the/file, with the whole path.")
        return Database(SQLITE, name=path)
    name = unquote(parts.path).strip("/")
    options = dict(parse_qsl(parts.query))
    if not name or not (parts.hostname or "socket" in options):
        raise SettingsRefusedError(f"database: the host or the name is missing. Write {_FORMS}.")
    unknown = sorted(options.keys() - _OPTIONS[kind])
    if unknown or options.get("tls", "prefer") not in _TLS:
        told = ", ".join(sorted(_OPTIONS[kind]))
        raise SettingsRefusedError(
            f"database: after the question mark may stand {told}; tls is one of {', '.join(_TLS)}."
        )
    return Database(
        kind=kind,
        host=parts.hostname or "",
        port=port or _PORTS[kind],
        account=unquote(parts.username or ""),
        name=name,
        tls=options.get("tls", "prefer"),
        socket=options.get("socket", ""),
    )


def read_settings(told: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are kept; raise :class:`SettingsRefusedError` with what to write instead."""
    known = {"database", "query", "cursor", "times_in", "seconds", "preset", "table_prefix", "options"}
    unknown = sorted(set(told) - known)
    if unknown:
        raise SettingsRefusedError(
            f"{unknown[0]}: there is no such setting. Known: {', '.join(sorted(known))}."
        )
    database = read_database(_text(told, "database"))
    kept: dict[str, Any] = {"database": told["database"].strip(), "seconds": _seconds(told)}
    if bool(told.get("query")) == bool(told.get("preset")):
        raise SettingsRefusedError("Write either a query of your own or the preset of a plugin.")
    return kept | (_preset(told, database) if told.get("preset") else _query(told, database))


def _query(told: Mapping[str, Any], database: Database) -> dict[str, Any]:
    _none_of(told, ("table_prefix", "options"), "with a preset")
    query = _text(told, "query")
    try:
        select = read_select(query, is_mysql=database.kind == MYSQL)
    except UnreadableError as error:
        raise SettingsRefusedError(f"query: {error}") from None
    cursor = _text(told, "cursor", default="")
    if cursor and not _NAME.fullmatch(cursor):
        raise SettingsRefusedError("cursor: write the name of one column of the query.")
    return {"query": select, "cursor": cursor, "times_in": _times_in(told)}


def _preset(told: Mapping[str, Any], database: Database) -> dict[str, Any]:
    _none_of(told, ("cursor",), "with a query of your own")
    name = _text(told, "preset")
    preset = PRESETS.get(name)
    if preset is None:
        raise SettingsRefusedError(f"preset: {quoted(name)} is not one of {', '.join(sorted(PRESETS))}.")
    if database.kind != MYSQL:
        raise SettingsRefusedError("preset: WordPress keeps its rows in MySQL or MariaDB; write mysql://….")
    prefix = _text(told, "table_prefix", default="wp_")
    if not _PREFIX.fullmatch(prefix):
        raise SettingsRefusedError(
            "table_prefix: write what stands before the names of the tables, as in wp_."
        )
    options = told.get("options") or {}
    if not isinstance(options, Mapping):
        raise SettingsRefusedError("options: write a table of names and values.")
    try:
        read = preset.read_options(options)
    except UnreadableError as error:
        raise SettingsRefusedError(f"options: {error}") from None
    return {"preset": name, "table_prefix": prefix, "options": read, "times_in": _times_in(told)}


def _none_of(told: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in names:
        if told.get(name):
            raise SettingsRefusedError(f"{name}: it has a meaning {where} only.")


def _text(told: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = told.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise SettingsRefusedError(f"{name}: write it as a text." if name in told else f"{name} is missing.")
    return value.strip()


def _times_in(told: Mapping[str, Any]) -> str:
    name = _text(told, "times_in", default="")
    if not name or name in ("UTC", DAYS_ONLY):
        return name
    try:
        return zone(name).key
    except UnknownZoneError as error:
        raise SettingsRefusedError(f"times_in: {error}") from None


def _seconds(told: Mapping[str, Any]) -> int:
    value = told.get("seconds", 20)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 25:
        raise SettingsRefusedError("seconds: how long one question may take, a whole number from 1 to 25.")
    return value
