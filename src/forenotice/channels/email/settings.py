"""What the owner of an email channel says about it, read and checked."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forenotice.channels.email.dkim import Signer
from forenotice.channels.errors import ChannelRefusedError


class Security(StrEnum):
    """How the line to the server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}

_KNOWN = frozenset(
    {"host", "port", "security", "username", "password", "connections", "rate_per_minute", "allow_plain"}
    | {"messages_per_connection", "timeout_seconds", "return_path", "local_hostname", "ca_file"}
    | {"dkim", "from"}
)
_TABLES = {"dkim": frozenset({"domain", "selector", "key"}), "from": frozenset({"name", "email"})}
SECRETS = frozenset({"password", "dkim.key"})
"""The secrets of an email channel. Among its settings there may be a reference to each, never the secret."""


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """A server, how to reach it, and how hard to lean on it.

    ``timeout_seconds`` is the longest silence at any point of a conversation; the answer to a whole message
    is waited for five times as long, since servers look for viruses then and giving up leaves us in doubt.
    ``rate_per_minute`` of 0 means as fast as the server takes them.
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


def read_settings(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> EmailSettings:
    """Read what a blueprint says of an email channel; raise :class:`ChannelRefusedError`."""
    _refuse_unknown(settings, secrets)
    security = _security(_text(settings, "security"))
    host = _host(settings, security)
    username, password = _text(settings, "username"), secrets.get("password", "")
    if bool(username) != bool(password):
        raise ChannelRefusedError("An email channel needs both username and password, or neither of them.")
    return EmailSettings(
        host=host,
        port=_number(settings, "port", 1, 65_535, _PORTS[security]),
        security=security,
        username=username,
        password=password,
        connections=_number(settings, "connections", 1, 100, 8),
        rate_per_minute=_number(settings, "rate_per_minute", 0, 1_000_000, 0),
        messages_per_connection=_number(settings, "messages_per_connection", 1, 1_000_000, 100),
        timeout_seconds=_seconds(settings),
        return_path=_text(settings, "return_path"),
        local_hostname=_text(settings, "local_hostname"),
        ca_file=_text(settings, "ca_file"),
        signer=_signer(settings, secrets),
    )


def _refuse_unknown(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    for name in sorted((set(settings) - _KNOWN) | (set(secrets) - SECRETS)):
        raise ChannelRefusedError(f"An email channel has no setting {name}; remove it or mend its name.")
    if isinstance(settings.get("password"), str):
        raise ChannelRefusedError(
            'The password may not stand here; write { env = "NAME" } or { file = "PATH" }.'
        )
    for name, known in _TABLES.items():
        table = settings.get(name, {})
        if not isinstance(table, Mapping):
            raise ChannelRefusedError(
                f"The setting {name} must be a table with {' and '.join(sorted(known))}."
            )
        for inner in sorted(set(table) - known):
            raise ChannelRefusedError(f"There is no setting {name}.{inner}; remove it or mend its name.")


def _text(settings: Mapping[str, Any], name: str) -> str:
    value = settings.get(name, "")
    if not isinstance(value, str) or not value.isprintable():
        raise ChannelRefusedError(f"The setting {name} must be a text on one line.")
    return value.strip()


def _number(settings: Mapping[str, Any], name: str, least: int, most: int, default: int) -> int:
    value = settings.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ChannelRefusedError(f"The setting {name} must be a whole number from {least} to {most}.")
    return value


def _seconds(settings: Mapping[str, Any]) -> float:
    value = settings.get("timeout_seconds", 60)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 600:
        raise ChannelRefusedError("The setting timeout_seconds must be a number up to 600.")
    return float(value)


def _host(settings: Mapping[str, Any], security: Security) -> str:
    host = _text(settings, "host")
    if not host:
        raise ChannelRefusedError("An email channel needs its server: set host.")
    if security is Security.NONE and not (_is_loopback(host) or settings.get("allow_plain") is True):
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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _signer(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Signer | None:
    dkim = settings.get("dkim", {})
    key = secrets.get("dkim.key", "")
    if not dkim and not key:
        return None
    domain, selector = _text(dkim, "domain"), _text(dkim, "selector")
    if isinstance(dkim.get("key"), str) or not (domain and selector and key):
        raise ChannelRefusedError(
            "Signing with DKIM needs dkim.domain, dkim.selector and dkim.key = "
            '{ env = "NAME" } or { file = "PATH" }.'
        )
    return Signer(domain=domain, selector=selector, key=key)
