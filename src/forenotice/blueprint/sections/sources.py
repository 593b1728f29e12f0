"""``[[sources]]``: the ways in for facts, and how long what they tell stays fresh."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forenotice.blueprint.sections.words import days_from, days_words, key_text
from forenotice.blueprint.table import Table

_KINDS = ("csv", "push")
_OURS = {"key_column": "key"}
_THEIRS = {"key": "key_column"}
FRESH_FOR_DAYS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDeclaration:
    """A source. ``settings`` is what its kind needs: for a file its column mapping and its formats."""

    key: str
    kind: str = "csv"
    fresh_for_days: int = FRESH_FOR_DAYS
    settings: Mapping[str, Any] = field(default_factory=dict)


def read_source(table: Table) -> SourceDeclaration:
    """One of ``[[sources]]``. The source itself checks its settings when they are applied."""
    key = table.parsed("key", key_text, "", required=True)
    kind = table.choice("kind", _KINDS, "csv")
    fresh_for_days = table.parsed("fresh_for", days_from, FRESH_FOR_DAYS)
    # To the source the column is its key, but here that word is taken.
    settings = {_OURS.get(name, name): value for name, value in table.rest().items()}
    return SourceDeclaration(key=key, kind=kind, fresh_for_days=fresh_for_days, settings=settings)


def write_source(declared: SourceDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    written: dict[str, Any] = {"key": declared.key, "kind": declared.kind}
    written["fresh_for"] = days_words(declared.fresh_for_days)
    settings = sorted((_THEIRS.get(name, name), value) for name, value in declared.settings.items())
    tables = {name: value for name, value in settings if isinstance(value, Mapping)}
    plain = {name: value for name, value in settings if name not in tables}
    return written | plain | {name: dict(sorted(value.items())) for name, value in tables.items()}
