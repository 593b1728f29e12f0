"""What the owner of an email channel says about it, read and checked."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forenotice.channels.addresses import AllowList
from forenotice.channels.declared import is_loopback, number_in, refuse_server, text_in
from forenotice.channels.email.dkim import Signer
from forenotice.channels.errors import ChannelRefusedError, UnfitMessageError
from forenotice.channels.headers import wire_address
from forenotice.channels.return_path import STAR, check_return_path, return_path_for


class Security(StrEnum):
    """How the line to the server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}

_KNOWN = frozenset(
    {"host", "port", "security", "username", "connections", "rate_per_minute", "messages_per_connection"}
    | {
        "timeout_seconds",
        "return_path",
        "local_hostname",
        "ca_file",
        "allow_plain",
        "dkim",
        "from",
        "bounces",
    }
)
_TABLES = {"dkim": frozenset({"domain", "selector"}), "from": frozenset({"name", "email"})}
_SECRETS = frozenset({"password", "dkim_key", "bounces_password"})


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """A server, how to reach it, and how hard to lean on it.

    ``timeout_seconds`` is the longest silence at any point of a conversation; the answer to a whole message
    is waited for five times as long, since servers look for viruses then and giving up leaves us in doubt.
    ``rate_per_minute`` of 0 means as fast as the server takes them. ``return_path_key`` signs the name of
    each message in a return path that has a star. ``allowed`` are the places where the server may stand
    though they are not public; None for anywhere.
    """

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = ""
    connections: int = 8
    rate_per_minute: int = 0
    messages_per_connection: int = 100
    timeout_seconds: float = 60.0
    return_path: str = ""
    local_hostname: str = ""
    ca_file: str = ""
    signer: Signer | None = None
    return_path_key: str = ""
    allowed: AllowList | None = None

    def return_path_of(self, message_id: str) -> str:
        """Where one message goes if it cannot be delivered; empty for the sender's own address."""
        if STAR not in self.return_path:
            return self.return_path
        return return_path_for(self.return_path, message_id, self.return_path_key)


def read_settings(
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    return_path_key: str = "",
    allowed: AllowList | None = None,
) -> EmailSettings:
    """Read what a blueprint says of an email channel; raise :class:`ChannelRefusedError`."""
    _refuse_unknown(settings, secrets)
    _refuse_half_a_sender(settings)
    check_return_path(text_in(settings, "return_path"))
    security = _security(text_in(settings, "security"))
    host = _host(settings, security)
    refuse_server(host, allowed)
    username, password = text_in(settings, "username"), secrets.get("password", "")
    if bool(username) != bool(password):
        raise ChannelRefusedError("An email channel needs both username and password, or neither of them.")
    return EmailSettings(
        host=host,
        port=number_in(settings, "port", 1, 65_535, _PORTS[security]),
        security=security,
        username=username,
        password=password,
        connections=number_in(settings, "connections", 1, 100, 8),
        rate_per_minute=number_in(settings, "rate_per_minute", 0, 1_000_000, 0),
        messages_per_connection=number_in(settings, "messages_per_connection", 1, 1_000_000, 100),
        timeout_seconds=_seconds(settings),
        return_path=_address(settings, "return_path"),
        local_hostname=text_in(settings, "local_hostname"),
        ca_file=text_in(settings, "ca_file"),
        signer=_signer(settings, secrets),
        return_path_key=return_path_key,
        allowed=allowed,
    )


def _refuse_unknown(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    if "password" in settings:
        raise ChannelRefusedError("The password is a secret; it may not be kept among the settings.")
    for name in sorted((set(settings) - _KNOWN) | (set(secrets) - _SECRETS)):
        raise ChannelRefusedError(f"An email channel has no setting {name}{_near(name, _KNOWN | _SECRETS)}")
    for table, known in _TABLES.items():
        if not isinstance(settings.get(table, {}), Mapping):
            raise ChannelRefusedError(
                f"The setting {table} must be a table with {' and '.join(sorted(known))}."
            )
        for name in sorted(set(settings.get(table, {})) - known):
            raise ChannelRefusedError(f"There is no setting {table}.{name}{_near(name, known)}")


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; remove it."


def _address(settings: Mapping[str, Any], name: str) -> str:
    text = text_in(settings, name)
    try:
        return wire_address(text) if text else ""
    except UnfitMessageError:
        raise ChannelRefusedError(
            f"The setting {name} must be an address such as office@example.org."
        ) from None


def _seconds(settings: Mapping[str, Any]) -> float:
    value = settings.get("timeout_seconds", 60)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 600:
        raise ChannelRefusedError("The setting timeout_seconds must be a number up to 600.")
    return float(value)


def _host(settings: Mapping[str, Any], security: Security) -> str:
    host = text_in(settings, "host")
    if not host:
        raise ChannelRefusedError("An email channel needs its server: set host.")
    if security is Security.NONE and not (is_loopback(host) or settings.get("allow_plain") is True):
        raise ChannelRefusedError(
            f"With security none, passwords and messages travel to {host} readable by anybody on the way; "
            "use starttls or tls, or set allow_plain = true if the line itself is private."
        )
    return host


def _security(text: str) -> Security:
    try:
        return Security(text or Security.STARTTLS)
    except ValueError:
        known = ", ".join(Security)
        raise ChannelRefusedError(f"The setting security must be one of {known}.") from None


def _signer(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Signer | None:
    dkim = settings.get("dkim", {})
    key = secrets.get("dkim_key", "")
    if not dkim and not key:
        return None
    domain, selector = text_in(dkim, "domain"), text_in(dkim, "selector")
    if not (domain and selector and key):
        raise ChannelRefusedError(
            "Signing with DKIM needs all three of dkim.domain, dkim.selector and dkim.key."
        )
    return Signer(domain=domain, selector=selector, key=key)


def _refuse_half_a_sender(settings: Mapping[str, Any]) -> None:
    """``from`` is who signs the messages of this channel, for those who compose them."""
    wanted = settings.get("from", {})
    email, name = _address(wanted, "email"), text_in(wanted, "name")
    if name and not email:
        raise ChannelRefusedError("A sender needs an address: set from.email beside from.name.")
