"""What the owner of a webhook says about it, read and checked. Pure."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from forenotice.channels.addresses import AllowList
from forenotice.channels.declared import number_in, text_in
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.filters import FILTERS, check_filters
from forenotice.channels.states import Kind
from forenotice.channels.webhook.extra_headers import HEADER, headers_of
from forenotice.channels.webhook.keys import Secret, key_of
from forenotice.channels.webhook.place import place_of

OLDER = "secret until "
"""What the names of older secrets begin with; the rest is the moment at which they cease to sign."""

_OF_WEBHOOKS = frozenset({"headers", "form", "ca_file"})
_KNOWN = FILTERS | {"url", "connections", "timeout_seconds"}
_REMARK = (
    "the form membermouse writes names and postal addresses of members into the web address itself, where "
    "servers and whatever stands between keep them in their logs, and nothing is signed. Use it only for a "
    "script made for MemberMouse, and over https."
)


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
    url = text_in(settings, "url")
    host, port = place_of(url, allowed)
    return WebhookSettings(
        url=url,
        host=host,
        port=port,
        secrets=signing,
        headers=headers_of(settings, secrets),
        form=form,
        connections=number_in(settings, "connections", 1, 64, 8),
        timeout_seconds=float(number_in(settings, "timeout_seconds", 1, 30, 15)),
        ca_file=text_in(settings, "ca_file"),
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
