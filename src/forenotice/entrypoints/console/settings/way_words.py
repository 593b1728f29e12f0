"""How a way out is set up, in an owner's words. What no owner has words for is left to whoever wrote it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.channels.models import Channel
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.tags import number
from forenotice.kernel.payload import PayloadType

_SETTINGS: dict[str, Promise] = {
    "url": _("Web address"),
    "events": _("Hears of"),
    "kinds": _("Only of these"),
    "products": _("Only of these products"),
    "headers": _("Headers sent along"),
    "form": _("Written as"),
    "script": _("File of the script"),
    "is_idempotent": _("May be told twice without harm"),
    "memory_mb": _("Memory, in MB"),
    "provider": _("Provider"),
    "host": _("Mail server"),
    "port": _("Port"),
    "security": _("Encryption"),
    "username": _("User name"),
    "from.name": _("Sender’s name"),
    "from.email": _("Sender’s address"),
    "dkim.domain": _("Signs mails for the domain"),
    "dkim.selector": _("Name of the DKIM key"),
    "bounces.host": _("Server of the mailbox for returned mail"),
    "bounces.username": _("User name of that mailbox"),
    "bounces.folder": _("Folder of that mailbox"),
    "return_path": _("Where returned mail goes"),
    "connections": _("Connections at once"),
    "rate_per_minute": _("Messages a minute"),
    "messages_per_connection": _("Messages on one connection"),
    "timeout_seconds": _("Seconds to wait for an answer"),
}
_VALUES: dict[tuple[str, str], str | Promise] = {
    ("events", PayloadType.DUE): _("reminders"),
    ("events", PayloadType.WITHDRAWN): _("reminders taken back"),
    ("form", "standard"): _("a signed message of Forenotice"),
    ("form", "membermouse"): _("a call as MemberMouse makes it"),
    ("security", "starttls"): "STARTTLS",
    ("security", "tls"): "TLS",
    ("security", "none"): _("none"),
}


def settings_words(way: Channel) -> list[tuple[str, str]]:
    """Each setting with its value, in the order in which owners think of them."""
    told = dict(_flat(way.settings))
    return [(str(words), _value(name, told[name])) for name, words in _SETTINGS.items() if name in told]


def _flat(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict) and name != "headers":
            yield from ((f"{name}.{part}", each) for part, each in value.items())
        else:
            yield name, value


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return str(value) if name == "port" else number(value)
    if isinstance(value, dict | list):
        return ", ".join(_value(name, each) for each in value)
    return str(_VALUES.get((name, value), label(value) if name == "kinds" else value))
