"""What the owner of an email channel says about the mailbox to which its mail comes back. Pure."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forenotice.channels.addresses import AllowList
from forenotice.channels.declared import is_loopback, refuse_server
from forenotice.channels.errors import ChannelRefusedError

TABLE = "bounces"
"""The setting of an email channel that holds all of this."""

_SECRET = f"{TABLE}_password"
"""Its secret, by the name that it has among the channel's."""


class Security(StrEnum):
    """How the line to the server is kept private."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
_KNOWN = frozenset({"host", "port", "security", "username", "folder", "every_minutes", "allow_plain"})


@dataclass(frozen=True, slots=True)
class BoxSettings:
    """A mailbox that is read by IMAP and left as it is, every so many minutes."""

    host: str
    port: int
    security: Security
    username: str
    password: str
    folder: str = "INBOX"
    every_minutes: int = 10
    allowed: AllowList | None = None


def read_box_settings(
    settings: Mapping[str, Any], secrets: Mapping[str, str], allowed: AllowList | None = None
) -> BoxSettings | None:
    """What a channel says of its mailbox, None if it has none; raise :class:`ChannelRefusedError`."""
    password = secrets.get(_SECRET, "")
    table = settings.get(TABLE)
    if table is None and not password:
        return None
    if not isinstance(table, Mapping):
        raise ChannelRefusedError("The setting bounces must be a table with host, username and password.")
    for name in sorted(set(table) - _KNOWN):
        near = difflib.get_close_matches(name, _KNOWN, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; remove it."
        raise ChannelRefusedError(f"There is no setting bounces.{name}{hint}")
    username, host = _text(table, "username"), _text(table, "host")
    if not (host and username and password):
        raise ChannelRefusedError("Reading bounces needs all three of host, username and password.")
    refuse_server(host, allowed)
    security = _security(_text(table, "security"))
    if security is Security.NONE and not (is_loopback(host) or table.get("allow_plain") is True):
        raise ChannelRefusedError(
            f"With security none, the password of the mailbox travels to {host} readable by anybody on the "
            "way; use tls or starttls, or set allow_plain = true if the line itself is private."
        )
    return BoxSettings(
        host=host,
        port=_number(table, "port", 65_535, _PORTS[security]),
        security=security,
        username=username,
        password=password,
        folder=_text(table, "folder") or "INBOX",
        every_minutes=_number(table, "every_minutes", 1_440, 10),
        allowed=allowed,
    )


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or not value.isprintable() or not value.isascii() or '"' in value:
        raise ChannelRefusedError(f"The setting bounces.{name} must be a text of plain letters on one line.")
    return value.strip()


def _number(table: Mapping[str, Any], name: str, most: int, default: int) -> int:
    value = table.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ChannelRefusedError(f"The setting bounces.{name} must be a whole number from 1 to {most}.")
    return value


def _security(text: str) -> Security:
    try:
        return Security(text or Security.TLS)
    except ValueError:
        known = ", ".join(Security)
        raise ChannelRefusedError(f"The setting bounces.security must be one of {known}.") from None
