"""``[[channels]]``: the ways out, with their secrets by reference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forenotice.blueprint.sections.secrets import SecretReference, read_secret
from forenotice.blueprint.sections.words import key_text
from forenotice.blueprint.table import Table

_KINDS = ("mailbox", "email", "script")
# Of each kind, the secrets by their name among the channel's secrets, and where a blueprint writes them.
_SECRETS = {"password": ("password",), "dkim_key": ("dkim", "key")}


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
    kind = table.choice("kind", _KINDS, "email") if "kind" in table else ""
    if not kind:
        table.fault("", 'the key "kind" is missing: add kind = "email" or kind = "mailbox".')
    references: dict[str, SecretReference] = {}
    settings: dict[str, Any] = {}
    dkim = table.table("dkim")
    for name, (*outer, inner) in _SECRETS.items():
        holder = dkim if outer else table
        reference = read_secret(holder, inner) if holder else None
        if reference is not None:
            references[name] = reference
    if dkim is not None and (signing := dkim.rest()):
        settings["dkim"] = signing
    settings |= table.rest()
    return ChannelDeclaration(key=key, kind=kind, settings=settings, references=references)


def write_channel(declared: ChannelDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    written: dict[str, Any] = {"key": declared.key, "kind": declared.kind}
    written |= {name: declared.settings[name] for name in sorted(declared.settings) if name != "dkim"}
    if "dkim" in declared.settings:
        written["dkim"] = dict(declared.settings["dkim"])
    for name, reference in sorted(declared.references.items()):
        *outer, inner = _SECRETS.get(name, (name,))
        holder = written.setdefault(outer[0], {}) if outer else written
        holder[inner] = reference.to_table()
    return written
