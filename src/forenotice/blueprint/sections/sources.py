"""``[[sources]]``: the ways in for facts, how long these stay fresh, and how often one is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forenotice.blueprint.sections.secrets import SecretReference, read_secret
from forenotice.blueprint.sections.words import days_from, days_words, key_text, minutes_from, minutes_words
from forenotice.blueprint.table import Table
from forenotice.sources.kinds import asked_kinds, secret_names

_KINDS = ("csv", "push")
_OURS = {"key_column": "key"}
_THEIRS = {"key": "key_column"}
FRESH_FOR_DAYS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDeclaration:
    """A source. ``settings`` is what its kind needs: for a file its column mapping and its formats.

    ``references`` says where each of its secrets is to be found. ``pull_every_minutes`` is None where the
    source is not asked, or as often as its kind is by itself.
    """

    key: str
    kind: str = "csv"
    fresh_for_days: int = FRESH_FOR_DAYS
    pull_every_minutes: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, SecretReference] = field(default_factory=dict)


def read_source(table: Table) -> SourceDeclaration:
    """One of ``[[sources]]``. The source itself checks its settings when they are applied."""
    key = table.parsed("key", key_text, "", required=True)
    kind = table.choice("kind", (*_KINDS, *asked_kinds()), "csv")
    fresh_for_days = table.parsed("fresh_for", days_from, FRESH_FOR_DAYS)
    pull_every_minutes = None
    references: dict[str, SecretReference] = {}
    if kind not in _KINDS:
        pull_every_minutes = table.parsed("pull_every", minutes_from, None)
        for name in secret_names(kind):
            if (reference := read_secret(table, name)) is not None:
                references[name] = reference
    # To the source the column is its key, but here that word is taken.
    settings = {_OURS.get(name, name): value for name, value in table.rest().items()}
    return SourceDeclaration(
        key=key,
        kind=kind,
        fresh_for_days=fresh_for_days,
        pull_every_minutes=pull_every_minutes,
        settings=settings,
        references=references,
    )


def write_source(declared: SourceDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    written: dict[str, Any] = {"key": declared.key, "kind": declared.kind}
    written["fresh_for"] = days_words(declared.fresh_for_days)
    if declared.pull_every_minutes is not None:
        written["pull_every"] = minutes_words(declared.pull_every_minutes)
    written |= {name: reference.to_table() for name, reference in sorted(declared.references.items())}
    settings = sorted((_THEIRS.get(name, name), value) for name, value in declared.settings.items())
    tables = {name: value for name, value in settings if isinstance(value, Mapping)}
    plain = {name: value for name, value in settings if name not in tables}
    return written | plain | {name: dict(sorted(value.items())) for name, value in tables.items()}
