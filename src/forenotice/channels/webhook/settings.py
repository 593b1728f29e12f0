"""What the owner of a webhook says about it, read and checked. Pure."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.filters import FILTERS, check_filters
from forenotice.channels.states import Kind
from forenotice.channels.webhook.addresses import SETTING, AllowList, as_address, plain_host, refusal
from forenotice.channels.webhook.signature import Secret, key_of

HEADER = "headers."
"""What the names of secret headers begin with, among a channel's secrets."""
OLDER = "secret until "
"""What the names of older secrets begin with; the rest is the moment at which they cease to sign."""

_OF_WEBHOOKS = frozenset({"headers", "form", "ca_file"})
_KNOWN = FILTERS | {"url", "connections", "timeout_seconds"}
_OURS = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding", "expect"}
    | {"te", "trailer", "upgrade", "keep-alive", "proxy-authorization", "proxy-connection", "cookie"}
)
_MOST_HEADERS, _LONGEST_HEADER, _LONGEST_URL = 20, 2000, 2000
_REMARK = (
    "the form membermouse writes names and postal addresses of members into the web address itself, where "
    "servers and whatever stands between keep them in their logs, and nothing is signed. Use it only for a "
    "script made for MemberMouse, and over https."
)
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
_URL = re.compile(r"[!-~\u00a1-\uffff]+")


class Form(StrEnum):
    """How facts are written into a request."""

    STANDARD = "standard"
    MEMBERMOUSE = "membermouse"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """One endpoint, and how hard to lean on it.

    ``host`` and ``port`` are those of ``url``, as they are called. ``timeout_seconds`` is for a whole try,
    from the first look-up of the name to the end of the answer.
    """

    url: str
    host: str
    port: int
    is_private: bool
    secrets: tuple[Secret, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Form = Form.STANDARD
    connections: int = 8
    timeout_seconds: float = 15.0
    ca_file: str = ""


def read_settings(
    kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str], allowed: AllowList
) -> WebhookSettings:
    """Read what is declared of a webhook, or of a hook of Zapier's; raise :class:`ChannelRefusedError`."""
    _refuse_unknown(kind, settings, secrets)
    check_filters(settings)
    form = _form(settings)
    signing = _secrets(secrets)
    if form is Form.MEMBERMOUSE and signing:
        raise ChannelRefusedError("The form membermouse is not signed; leave the secret out.")
    url = _text(settings, "url")
    host, port = _place(url, allowed)
    return WebhookSettings(
        url=url,
        host=host,
        port=port,
        is_private=url.lower().startswith("https:"),
        secrets=signing,
        headers=_headers(settings, secrets),
        form=form,
        connections=_number(settings, "connections", 1, 64, 8),
        timeout_seconds=float(_number(settings, "timeout_seconds", 1, 30, 15)),
        ca_file=_text(settings, "ca_file"),
    )


def is_signed(kind: str, settings: Mapping[str, Any]) -> bool:
    """Whether a channel so declared has a secret to sign with."""
    return kind == Kind.WEBHOOK and _form(settings) is Form.STANDARD


def remarks_on(settings: Mapping[str, Any]) -> list[str]:
    """What its owner should know of a webhook that is not wrong."""
    return [_REMARK] if _form(settings) is Form.MEMBERMOUSE else []


def _refuse_unknown(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    is_webhook = kind == Kind.WEBHOOK
    known = _KNOWN | _OF_WEBHOOKS if is_webhook else _KNOWN
    if is_webhook and "secret" in settings:
        raise ChannelRefusedError("The secret of a webhook may not be kept among its settings.")
    called = "A webhook" if is_webhook else "A hook of Zapier's"
    strange = [name for name in secrets if not (is_webhook and name.startswith(("secret", HEADER)))]
    for name in sorted([*(set(settings) - known), *strange]):
        near = difflib.get_close_matches(name, known | {"secret"} if is_webhook else known, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; it knows {', '.join(sorted(known))}."
        raise ChannelRefusedError(f"{called} has no setting {name}{hint}")


def _form(settings: Mapping[str, Any]) -> Form:
    try:
        return Form(settings.get("form", Form.STANDARD))
    except ValueError:
        raise ChannelRefusedError(f"The setting form must be {' or '.join(Form)}.") from None


def _secrets(secrets: Mapping[str, str]) -> tuple[Secret, ...]:
    """The secret in force, and then the older ones."""
    found = [Secret(secrets["secret"])] if "secret" in secrets else []
    found += [
        Secret(text, datetime.fromisoformat(name.removeprefix(OLDER)))
        for name, text in sorted(secrets.items(), reverse=True)
        if name.startswith(OLDER)
    ]
    for secret in found:
        try:
            key_of(secret.text)
        except ValueError as error:
            raise ChannelRefusedError(str(error)) from None
    return tuple(found)


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


def _place(url: str, allowed: AllowList) -> tuple[str, int]:
    """Host and port of a web address that may be called, as far as its words tell."""
    if not url:
        raise ChannelRefusedError("A webhook needs the web address that it calls: set url.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, plain_host(parts.hostname or "")
    except ValueError as error:
        raise ChannelRefusedError(f"The setting url is no web address: {error}.") from None
    if (
        parts.scheme not in ("http", "https")
        or "\\" in url
        or len(url) > _LONGEST_URL
        or not _URL.fullmatch(url)
    ):
        raise ChannelRefusedError(
            "The setting url must be a web address such as https://crm.example.com/hooks/forenotice."
        )
    if "@" in parts.netloc:
        raise ChannelRefusedError(
            "The setting url may hold no name and password; put them into a header, as a secret."
        )
    if "#" in url:
        raise ChannelRefusedError("The setting url may hold no #; what follows it would never be sent.")
    address = as_address(host)
    why = refusal(host, address, allowed) if address is not None else ""
    if why or (host == "localhost" and not allowed.names(host)):
        raise ChannelRefusedError(
            f"The setting url leads to a {why or 'loopback'} address. Only whoever runs this instance can "
            f"allow that, with {SETTING}."
        )
    if parts.scheme == "http" and not allowed.names(host):
        raise ChannelRefusedError(
            "The setting url must begin with https://, or everybody on the way could read what is told. "
            f"Whoever runs this instance can allow http for a host of their own, with {SETTING}."
        )
    return host, port or (443 if parts.scheme == "https" else 80)


def _headers(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, str]:
    """Further headers of each request, those that are secret among them."""
    plain = settings.get("headers", {})
    if not isinstance(plain, Mapping):
        raise ChannelRefusedError("The setting headers must be a table of names and texts.")
    hidden = {name.removeprefix(HEADER): text for name, text in secrets.items() if name.startswith(HEADER)}
    found = {**plain, **hidden}
    if len(found) > _MOST_HEADERS:
        raise ChannelRefusedError(f"The setting headers holds more than {_MOST_HEADERS} of them.")
    if len({name.lower() for name in found}) < len(found) or plain.keys() & hidden.keys():
        raise ChannelRefusedError("The setting headers holds the same header twice.")
    for name, text in found.items():
        if not _HEADER_NAME.fullmatch(name):
            raise ChannelRefusedError(f'The setting headers: "{name}" is no name of a header.')
        if name.lower() in _OURS or name.lower().startswith("webhook-"):
            raise ChannelRefusedError(f"The setting headers: {name} is written by the channel; leave it out.")
        is_plain = isinstance(text, str) and text.isascii() and text.isprintable()
        if not is_plain or not 0 < len(text.strip()) <= _LONGEST_HEADER:
            raise ChannelRefusedError(
                f"The setting headers: {name} must be 1 to {_LONGEST_HEADER} plain characters on a line."
            )
    return found
