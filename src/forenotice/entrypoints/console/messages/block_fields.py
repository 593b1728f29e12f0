"""Blocks as they stand in the editor: each with its fields, what is typed in them, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forenotice.composer.blocks.kinds import BLOCK_TYPES, TABLE_ROWS, USUAL_ROWS, PerRow, Rows
from forenotice.entrypoints.console.messages.block_words import (
    BLOCKS,
    CONDITIONS,
    FIELDS,
    OWN_CONDITION,
    ROWS,
    USUAL_CONDITIONS,
)
from forenotice.entrypoints.console.messages.glances import Glance
from forenotice.entrypoints.console.messages.telling import Told
from forenotice.entrypoints.console.messages.written import Written

_LONG = frozenset({"words"})


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field: ``kind`` is line, long, number, choices, rows or condition. ``ours`` is said if it is empty.

    ``parts`` are the lines of one that has a line for each row: name, label, value, and ours. ``options`` are
    the conditions to choose from, as HTML.
    """

    name: str
    kind: str
    label: str | Promise
    value: Any
    ours: str
    problems: Sequence[Told]
    parts: Sequence[tuple[str, Promise, str, str]] = ()
    chosen: frozenset[str] = frozenset()
    options: str = ""


@dataclass(frozen=True, slots=True)
class BlockShown:
    """One block. ``when`` says in words when it is shown, and ``gist`` what a member reads there."""

    number: int
    type: str
    title: Promise
    meaning: Promise
    when: str | Promise
    gist: str
    fields: Sequence[FieldShown]
    problems: Sequence[Told]
    is_open: bool
    has_own_condition: bool


def blocks_shown(
    written: Written, glance: Glance, problems: Sequence[Told], opened: int = -1
) -> list[BlockShown]:
    """Every block of a text; ``opened`` is the number of the one that is being worked at."""
    return [_block(number, table, glance, problems, opened) for number, table in enumerate(written.tables)]


def _block(
    number: int, table: Mapping[str, Any], glance: Glance, problems: Sequence[Told], opened: int
) -> BlockShown:
    kind, prefix = BLOCK_TYPES[table["type"]], f"block-{number}"
    title, meaning = BLOCKS[kind.type]
    about = [problem for problem in problems if f"{problem.field}-".startswith(f"{prefix}-")]
    shown = [_field(field, table, prefix, glance, about) for field in fields(kind)]
    # Whether a block is shown at all is said after what it says.
    shown.sort(key=lambda field: field.kind == "condition")
    condition = str(table.get("when", ""))
    return BlockShown(
        number=number,
        type=kind.type,
        title=title,
        meaning=meaning,
        when=CONDITIONS.get(condition, condition),
        gist=glance.gist_of(table),
        fields=shown,
        problems=[problem for problem in about if problem.field == prefix],
        is_open=bool(about) or number == opened,
        has_own_condition=bool(condition) and condition not in CONDITIONS,
    )


def _field(
    field: "Field[Any]", table: Mapping[str, Any], prefix: str, glance: Glance, about: Sequence[Told]
) -> FieldShown:
    name, value = f"{prefix}-{field.name}", table.get(field.name, "")
    kind, when = _kind(field), str(table.get("when", ""))
    return FieldShown(
        name=name,
        kind=kind,
        label=FIELDS[field.name],
        value=value,
        ours=glance.ours(table["type"], field.name, when) if kind in ("line", "long") else "",
        problems=[problem for problem in about if problem.field.split(".")[0] == name],
        parts=[*_parts(field.name, name, value or {}, glance)] if kind == "rows" else (),
        chosen=frozenset(table.get("rows", USUAL_ROWS)) if kind == "choices" else frozenset(),
        options=_options(when, get_language()) if kind == "condition" else "",
    )


# Each of many blocks offers the same conditions: as templates they took most of the page's time.
@lru_cache(maxsize=256)
def _options(when: str, _language: str | None) -> SafeString:
    """The usual conditions to choose from, and the one that stands there now if it is one of ours."""
    now = {when: CONDITIONS[when]} if when in CONDITIONS else {}
    options = {"": _("always"), **USUAL_CONDITIONS, **now, OWN_CONDITION: _("a condition of your own")}
    chosen = when if when in options else OWN_CONDITION
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, SafeString(" selected") if value == chosen else "", words)
            for value, words in options.items()
        ),
    )


def _kind(field: "Field[Any]") -> str:
    if field.type == PerRow:
        return "rows"
    if field.type == Rows:
        return "choices"
    if field.type is int:
        return "number"
    if field.name == "when":
        return "condition"
    return "long" if field.name in _LONG else "line"


def _parts(
    field: str, name: str, said: Mapping[str, str], glance: Glance
) -> Iterator[tuple[str, Promise, str, str]]:
    for row in TABLE_ROWS:
        ours = glance.ours_of_row(row, field.removesuffix("s"))
        yield f"{name}.{row}", ROWS[row], said.get(row, ""), ours
