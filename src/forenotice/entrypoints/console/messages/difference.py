"""What differs between two versions of a text, field by field and word by word, for a person to read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from forenotice.composer.blocks.tables import tables_of
from forenotice.composer.texts import MessageSource
from forenotice.entrypoints.console.frame.tags import colon
from forenotice.entrypoints.console.messages.block_words import BLOCKS, FIELDS, ROWS

# A smart tag is one piece: half of one says nothing.
_PIECE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\w+|\s+|.", re.DOTALL)
# Beyond this many pieces a comparison word by word takes longer than a person waits.
_MOST_PIECES = 3_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some words: ``in`` was put in, ``out`` was taken out, ``same`` stayed."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs."""

    label: str
    parts: Sequence[Part]


def changes_between(before: MessageSource, after: MessageSource) -> list[Change]:
    """Every field that differs; none when the two are the same."""
    found = [
        _change(_("Subject"), before.subject, after.subject),
        _change(_("First line in a list of mails"), before.preheader, after.preheader),
        *_of_blocks(tables_of(before.blocks), tables_of(after.blocks)),
        _change(_("HTML"), before.html, after.html),
        _change(_("Text part"), before.text or "", after.text or ""),
    ]
    return [change for change in found if change is not None]


def word_changes(before: str, after: str) -> list[Part]:
    """The words of both, each once where they are the same."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > _MOST_PIECES:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[Part] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(Part("same", _shortened("".join(old[i:j]))))
            continue
        if j > i:
            parts.append(Part("out", "".join(old[i:j])))
        if m > k:
            parts.append(Part("in", "".join(new[k:m])))
    return parts


def _change(label: str, before: str, after: str) -> Change | None:
    return None if before == after else Change(label, word_changes(before, after))


def _of_blocks(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Change | None]:
    """Blocks that stayed are found first; what stands between them was put in, taken out or changed."""
    old, new = [repr(table) for table in before], [repr(table) for table in after]
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, come = list(before[i:j]), list(after[k:m])
        while gone or come:
            if gone and come and gone[0]["type"] == come[0]["type"]:
                yield from _of_block(gone.pop(0), come.pop(0))
            elif come and not (gone and any(table["type"] == gone[0]["type"] for table in come)):
                yield _whole(come.pop(0), "in") if not gone else _whole(gone.pop(0), "out")
            else:
                yield _whole(gone.pop(0), "out") if not come else _whole(come.pop(0), "in")


def _of_block(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change | None]:
    for name in dict.fromkeys((*before, *after)):
        label = f"{colon(BLOCKS[after['type']][0])} {FIELDS.get(name, name)}"
        yield _change(label, _plain(before.get(name, "")), _plain(after.get(name, "")))


def _whole(table: Mapping[str, Any], kind: str) -> Change:
    words = " · ".join(_plain(value) for name, value in table.items() if name != "type")
    title = str(BLOCKS[table["type"]][0])
    return Change(title, [Part(kind, words or title)])


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{colon(ROWS.get(row, row))} {words}" for row, words in value.items())
    if isinstance(value, list):
        return ", ".join(str(ROWS.get(row, row)) for row in value)
    return str(value)


def _shortened(words: str) -> str:
    """What stayed, without its middle where it is long."""
    return words if len(words) <= 400 else f"{words[:180]} … {words[-180:]}"
