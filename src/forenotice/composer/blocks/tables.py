"""Blocks as plain tables, the way they stand in TOML and in JSON."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from forenotice.composer.blocks.kinds import (
    BLOCK_TYPES,
    TABLE_ROWS,
    Block,
    CallToAction,
    Image,
    PaymentTable,
    PerRow,
    Text,
)
from forenotice.composer.errors import BlocksRefusedError

Note = Callable[[int, str, str], None]
"""Told of every fault: the block's number from 1, the field (empty for the block itself), and a sentence."""

WIDEST = 528
"""The pixels that a page leaves for a picture."""
_LONGEST = 20_000


def blocks_from(tables: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """The blocks of these tables; raise :class:`BlocksRefusedError` with every fault they have."""
    faults: list[str] = []

    def note(number: int, field: str, sentence: str) -> None:
        faults.append(f"block {number}{f', {field}' if field else ''}: {sentence}")

    found = read_blocks(tables, note)
    if faults:
        raise BlocksRefusedError("\n".join(faults))
    return found


def read_blocks(tables: Sequence[Mapping[str, Any]], note: Note) -> tuple[Block, ...]:
    """The blocks of these tables. Each fault is noted, and reading goes on without what is at fault."""
    blocks = (_read_block(table, number, note) for number, table in enumerate(tables, start=1))
    return tuple(block for block in blocks if block is not None)


def tables_of(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The tables that read back as the same blocks; what is as usual is left out."""
    return [_table_of(block) for block in blocks]


def _table_of(block: Block) -> dict[str, Any]:
    table: dict[str, Any] = {"type": block.type}
    for field in fields(block):
        value = getattr(block, field.name)
        if value == field.default:
            continue
        table[field.name] = dict(value) if field.type == PerRow else _plain(value)
    return table


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _read_block(table: Mapping[str, Any], number: int, note: Note) -> Block | None:
    name = table.get("type", "")
    kind = BLOCK_TYPES.get(name) if isinstance(name, str) else None
    if kind is None:
        said = f'"{name}" is no type of block.' if name else "it has no type."
        note(number, "type" if name else "", f"{said}{_hint(str(name), BLOCK_TYPES)}")
        return None
    known = {field.name: field.type for field in fields(kind)}
    for key in table:
        if key != "type" and key not in known:
            note(number, key, f"a block of type {name} has no such field.{_hint(key, known)}")

    def wrong(field: str, sentence: str) -> None:
        note(number, field, sentence)

    values = {key: _read_value(table[key], key, known[key], wrong) for key in known if key in table}
    block = kind(**{key: value for key, value in values.items() if value is not None})
    _require(block, values, wrong)
    return block


def _read_value(value: object, name: str, wanted: object, wrong: Callable[[str, str], None]) -> Any:
    """The value as the block holds it, None when it is refused."""
    if wanted is str:
        return _read_words(value, name, wrong)
    if wanted is int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= WIDEST:
            return value
        wrong(name, f"it must be a whole number of pixels from 1 to {WIDEST}.")
        return None
    if wanted == PerRow:
        return _read_per_row(value, name, wrong)
    if not isinstance(value, list) or not value:
        wrong(name, f"it must be a list of rows, such as {list(TABLE_ROWS[:2])}.".replace("'", '"'))
        return None
    _refuse_rows(value, name, wrong)
    return tuple(dict.fromkeys(row for row in value if row in TABLE_ROWS))


def _read_words(value: object, name: str, wrong: Callable[[str, str], None]) -> str | None:
    if not isinstance(value, str):
        wrong(name, "it must be a text in quotes.")
        return None
    if len(value) > _LONGEST:
        wrong(name, f"it has {len(value)} characters, and {_LONGEST} are the most.")
        return None
    return value.strip().replace("\r\n", "\n")


def _read_per_row(value: object, name: str, wrong: Callable[[str, str], None]) -> PerRow | None:
    if not isinstance(value, Mapping):
        wrong(name, f'it must be a table of words by row: {name} = {{ amount = "…" }}.')
        return None
    _refuse_rows(value, name, wrong)
    words = {
        row: _read_words(value[row], f"{name}.{row}", wrong) for row in sorted(value) if row in TABLE_ROWS
    }
    return tuple((row, written) for row, written in words.items() if written)


def _refuse_rows(rows: Iterable[object], name: str, wrong: Callable[[str, str], None]) -> None:
    for row in rows:
        if row not in TABLE_ROWS:
            wrong(name, f'there is no row "{row}".{_hint(str(row), TABLE_ROWS)}')


def _require(block: Block, values: Mapping[str, object], wrong: Callable[[str, str], None]) -> None:
    """Refuse a block that would show nothing, and say which field it lacks."""
    match block:
        case Text(heading="", words="") if "words" not in values or values["words"] == "":
            wrong("words", "it has no words: write some, or take the block out.")
        case Image(url="") if values.get("url", "") == "":
            wrong("url", "an image needs its address: url = …")
        case CallToAction(label="", link=link) if link:
            wrong("label", "a link of your own needs a label of your own: label = …")
        case PaymentTable(rows=()) if values.get("rows") == ():
            wrong("rows", "it has no row left.")


def _hint(word: str, known: Iterable[str]) -> str:
    names = [*known]
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else f" There are {', '.join(names)}."
