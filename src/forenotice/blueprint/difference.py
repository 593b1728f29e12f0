"""What is different between two blueprints, in words that an owner can check line by line."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_SINGULAR = {
    "products": "product",
    "sources": "source",
    "channels": "channel",
    "messages": "message",
    "boosters": "booster",
    "rules": "rule",
    "steps": "step",
}
_LONGEST = 60


class Sign(StrEnum):
    """Whether something is new, other than before, or put away."""

    NEW = "+"
    CHANGED = "~"
    GONE = "-"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it is about (``rule "yearly", step "week-before"``), and what became of it."""

    sign: Sign
    subject: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.sign} {self.subject}{': ' if self.detail else ''}{self.detail}"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every difference between two blueprints, given as their plain tables, section by section."""
    found: list[Difference] = []
    for section in dict.fromkeys([*after, *before]):
        old, new = before.get(section), after.get(section)
        if section in _SINGULAR:
            found.extend(_of_lists(_SINGULAR[section], old or [], new or []))
        elif not old and new:
            found.append(Difference(Sign.NEW, f'organization "{new["key"]}"'))
        elif old and new:
            found.extend(_of_tables("organization", old, new))
    return found


def _of_lists(
    what: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], around: str = ""
) -> Iterator[Difference]:
    old = {_identity(table): table for table in before}
    new = {_identity(table): table for table in after}
    for key in dict.fromkeys([*new, *old]):
        name, is_draft = key
        subject = f'{around}{"draft of " if is_draft else ""}{what} "{name}"'
        if key not in old:
            yield Difference(Sign.NEW, subject, _in_short(new[key]))
        elif key not in new:
            gone = "a draft no more" if is_draft else "put away; what it said stays on record"
            yield Difference(Sign.GONE, subject, gone)
        else:
            yield from _of_tables(subject, old[key], new[key])


def _identity(table: Mapping[str, Any]) -> tuple[str, bool]:
    """Its key, and whether it is only the draft of what goes by that key."""
    return table["key"], table.get("draft", False)


def _of_tables(subject: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if name in _SINGULAR and _are_tables(old) and _are_tables(new):
            yield from _of_lists(_SINGULAR[name], old or [], new or [], f"{subject}, ")
        elif name == "blocks":
            yield from _of_blocks(subject, old or [], new or [])
        elif _is_table(old) and _is_table(new):
            yield from _of_tables(f"{subject}, {name}", old or {}, new or {})
        else:
            yield Difference(Sign.CHANGED, f"{subject}, {name}", _change(old, new))


def _of_blocks(
    subject: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    """Block by block where their order is the same; blocks have no keys to know them by."""
    old, new = ([str(block["type"]) for block in blocks] for blocks in (before, after))
    if old != new:
        change = f"{', '.join(old) or 'none'} -> {', '.join(new) or 'none'}"
        yield Difference(Sign.CHANGED, f"{subject}, blocks", change)
        return
    for number, (one, other) in enumerate(zip(before, after, strict=True), start=1):
        yield from _of_tables(f"{subject}, block {number} ({one['type']})", one, other)


def _is_table(value: object) -> bool:
    # A reference to a secret is a table too, but it is one thing and changes as one.
    return value is None or (isinstance(value, dict) and not value.keys() & {"env", "file"})


def _are_tables(value: object) -> bool:
    # An audience names its products by their keys, and an organization's measure of boosters is one table.
    return value is None or (isinstance(value, list) and all(isinstance(each, dict) for each in value))


def _change(old: object, new: object) -> str:
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > _LONGEST:
        lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""))[2:]
        added = sum(line.startswith("+") for line in lines)
        removed = sum(line.startswith("-") for line in lines)
        return f"{_lines(added)} added, {_lines(removed)} removed"
    return f"{_value(old)} -> {_value(new)}"


def _lines(number: int) -> str:
    return f"{number} line{'' if number == 1 else 's'}"


def _value(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict) and len(value) == 1:
        [(place, name)] = value.items()
        return f"{place} {name}"
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONGEST else f"{written[: _LONGEST - 1]}…"


def _in_short(table: Mapping[str, Any]) -> str:
    """The few words that let an owner recognise what is new."""
    if "steps" in table:
        steps = ", ".join(f"{step['lead']} before" for step in table["steps"])
        return f"{', '.join(table['kinds'])}; {steps}{'' if table.get('on', True) else '; switched off'}"
    if "lead" in table:
        return f"{table['lead']} before"
    for name in ("name", "kind"):
        if table.get(name):
            return str(table[name])
    return ""
