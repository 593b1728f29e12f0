"""``[[channels]]``: the ways out, with their secrets by reference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forenotice.blueprint.sections.secrets import SecretReference, read_secret
from forenotice.blueprint.sections.words import key_text
from forenotice.blueprint.table import Table
from forenotice.channels.plugins import installed

_KINDS = ("mailbox", "email", "webhook", "script")
# The secrets of a provider are as many as there are providers; their form tells what they are.
_BY_FORM = ("anymail",)
# Of each kind, the secrets by their name among the channel's secrets, and where a blueprint writes them.
_SECRETS = {
    "password": ("password",),
    "dkim_key": ("dkim", "key"),
    "bounces_password": ("bounces", "password"),
    "secret": ("secret",),
}
_TABLES = ("dkim", "bounces")
# Beside them, every header of a webhook may be a secret; it is called "headers.X-Name" then.
_HEADERS = "headers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDeclaration:
    """A way out. ``settings`` holds no secret; ``references`` says where each secret is to be found."""

    key: str
    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, SecretReference] = field(default_factory=dict)


def read_channel(table: Table) -> ChannelDeclaration:
    """One of ``[[channels]]``. The channel itself checks its settings when they are applied."""
    key = table.parsed("key", key_text, "", required=True)
    kind = table.choice("kind", (*_KINDS, *_BY_FORM, *installed()), "email") if "kind" in table else ""
    if not kind:
        table.fault("", 'the key "kind" is missing: add kind = "email", "webhook" or "mailbox".')
    references: dict[str, SecretReference] = {}
    settings: dict[str, Any] = {}
    inside = {name: table.table(name) for name in _TABLES}
    for name, (*outer, inner) in _SECRETS.items():
        holder = inside[outer[0]] if outer else table
        reference = read_secret(holder, inner) if holder else None
        if reference is not None:
            references[name] = reference
    for name, part in inside.items():
        if part is not None and (open_words := part.rest()):
            settings[name] = open_words
    if _HEADERS in table and (headers := table.mapping(_HEADERS)):
        settings |= _read_headers(Table((*table.path, _HEADERS), headers, table.note), headers, references)
    settings |= table.rest()
    if kind not in _KINDS:
        settings = _without_secrets(Table(table.path, settings, table.note), settings, references)
    return ChannelDeclaration(key=key, kind=kind, settings=settings, references=references)


def _read_headers(
    table: Table, headers: Mapping[str, Any], references: dict[str, SecretReference]
) -> dict[str, Any]:
    """The plain headers as a setting; those that are secrets are put among the references."""
    plain = {name: text for name, text in headers.items() if not isinstance(text, dict)}
    for name in headers.keys() - plain:
        reference = read_secret(table, name)
        if reference is not None:
            references[f"{_HEADERS}.{name}"] = reference
    return {_HEADERS: plain} if plain else {}


def _without_secrets(
    table: Table, settings: Mapping[str, Any], references: dict[str, SecretReference]
) -> dict[str, Any]:
    """What a plugin's channel says openly. Which of its settings are secrets, their form tells."""
    for name, value in settings.items():
        if isinstance(value, dict) and set(value) in ({"env"}, {"file"}):
            reference = read_secret(table, name)
            if reference is not None:
                references[name] = reference
    return table.rest()


def write_channel(declared: ChannelDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    written: dict[str, Any] = {"key": declared.key, "kind": declared.kind}
    tables = {name for name in (*_TABLES, _HEADERS) if name in declared.settings}
    written |= {name: declared.settings[name] for name in sorted(declared.settings.keys() - tables)}
    written |= {name: dict(declared.settings[name]) for name in sorted(tables)}
    for name, reference in sorted(declared.references.items()):
        *outer, inner = _SECRETS.get(name) or name.split(".", 1)
        holder = written.setdefault(outer[0], {}) if outer else written
        holder[inner] = reference.to_table()
    return written
