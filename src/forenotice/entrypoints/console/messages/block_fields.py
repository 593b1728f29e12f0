"""Blocks as they stand in the editor: each with its fields, what is typed in them, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from typing import Any

from django.utils.functional import Promise

from forenotice.composer.blocks.kinds import BLOCK_TYPES, TABLE_ROWS, USUAL_ROWS, PerRow, Rows
from forenotice.composer.blocks.wording import words_of_ours, words_of_row
from forenotice.entrypoints.console.messages.block_words import BLOCKS, CONDITIONS, FIELDS, ROWS
from forenotice.entrypoints.console.messages.telling import Told
from forenotice.entrypoints.console.messages.written import Written

_LONG = frozenset({"words"})


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field: ``kind`` is line, long, number, choices, rows or condition. ``ours`` is said if it is empty.

    ``parts`` are the lines of one that has a line for each row: name, label, value, and ours.
    """

    name: str
    kind: str
    label: str | Promise
    value: Any
    ours: str
    problems: Sequence[Told]
    parts: Sequence[tuple[str, Promise, str, str]] = ()
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BlockShown:
    """One block. ``when`` says in words when it is shown, and ``gist`` how its words begin."""

    number: int
    type: str
    title: Promise
    meaning: Promise
    when: str | Promise
    gist: str
    fields: Sequence[FieldShown]
    problems: Sequence[Told]
    is_open: bool


def blocks_shown(written: Written, problems: Sequence[Told], opened: int = -1) -> list[BlockShown]:
    """Every block of a text; ``opened`` is the number of the one that is being worked at."""
    return [
        _block(number, table, written.locale, problems, opened) for number, table in enumerate(written.tables)
    ]


def _block(
    number: int, table: Mapping[str, Any], locale: str, problems: Sequence[Told], opened: int
) -> BlockShown:
    kind, prefix = BLOCK_TYPES[table["type"]], f"block-{number}"
    title, meaning = BLOCKS[kind.type]
    about = [problem for problem in problems if f"{problem.field}-".startswith(f"{prefix}-")]
    shown = [_field(field, table, prefix, locale, about) for field in fields(kind)]
    # Whether a block is shown at all is said after what it says.
    shown.sort(key=lambda field: field.kind == "condition")
    condition = str(table.get("when", ""))
    return BlockShown(
        number=number,
        type=kind.type,
        title=title,
        meaning=meaning,
        when=CONDITIONS.get(condition, condition),
        gist=next(
            (str(table[name]) for name in ("headline", "heading", "label", "words") if table.get(name)), ""
        ),
        fields=shown,
        problems=[problem for problem in about if problem.field == prefix],
        is_open=bool(about) or number == opened,
    )


def _field(
    field: "Field[Any]", table: Mapping[str, Any], prefix: str, locale: str, about: Sequence[Told]
) -> FieldShown:
    name, value = f"{prefix}-{field.name}", table.get(field.name, "")
    kind = _kind(field)
    return FieldShown(
        name=name,
        kind=kind,
        label=FIELDS[field.name],
        value=value,
        ours=words_of_ours(locale, table["type"], field.name) if kind in ("line", "long") else "",
        problems=[problem for problem in about if problem.field.split(".")[0] == name],
        parts=[*_parts(field.name, name, value or {}, locale)] if kind == "rows" else (),
        chosen=frozenset(table.get("rows", USUAL_ROWS)) if kind == "choices" else frozenset(),
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
    field: str, name: str, said: Mapping[str, str], locale: str
) -> Iterator[tuple[str, Promise, str, str]]:
    for row in TABLE_ROWS:
        ours = words_of_row(locale, row, field.removesuffix("s"))
        yield f"{name}.{row}", ROWS[row], said.get(row, ""), ours
