"""Faults and findings as an owner reads them: in their language, with their place in the editor."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forenotice.composer.blocks.kinds import BLOCK_TYPES
from forenotice.composer.fault_words import said_in
from forenotice.entrypoints.console.frame.tags import colon
from forenotice.entrypoints.console.messages.block_words import BLOCKS, FIELDS

_OF_TYPE = re.compile(r"\b(block of type|bloc de type) (\w+)")
_PARTS: dict[str, Promise] = {
    "subject": gettext_lazy("Subject"),
    "preheader": gettext_lazy("First line in a list of mails"),
    "html": gettext_lazy("Message, as HTML or plain words"),
    "text": gettext_lazy("Text part"),
    "blocks": gettext_lazy("Blocks"),
}


class Fault(Protocol):
    """A fault or a remark as the composer tells it."""

    @property
    def where(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def sentence(self) -> str: ...
    @property
    def nearest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """A fault for whoever corrects it. ``field`` is its part of the editor, ``anchor`` where that stands."""

    field: str
    place: str
    anchor: str
    sentence: str
    line: int = 0
    column: int = 0
    nearest: str = ""


def told(faults: Iterable[Fault], language: str) -> list[Told]:
    """The same faults, in the reader's language."""
    return [
        Told(
            field_of(fault.where),
            place_words(fault.where),
            anchor_of(fault.where),
            said_in(language, fault.sentence),
            fault.line,
            fault.column,
            fault.nearest,
        )
        for fault in faults
    ]


def field_of(where: str) -> str:
    """Which part of the editor a place (``fr: block 3 (due), words``) is: ``block-2-words``, ``subject``."""
    part, field = _parts(where)
    if part.startswith("block "):
        number = int(part.split()[1]) - 1
        return f"block-{number}-{field}" if field else f"block-{number}"
    return part if part in _PARTS else ""


def anchor_of(where: str) -> str:
    """The id of the element that a place is shown in; empty where it is the whole message."""
    return "-".join(field_of(where).split("-")[:2]).replace("blocks", "")


def place_words(where: str) -> str:
    """A place, in the reader's words: ``Block 3, What is due: Headline``."""
    part, field = _parts(where)
    if not part.startswith("block "):
        return str(_PARTS.get(part, ""))
    number, kind = part.split()[1], part.partition("(")[2].rstrip(")")
    title = BLOCKS[kind][0] if kind in BLOCK_TYPES else kind
    named = _("Block %(number)s, %(title)s") % {"number": number, "title": title}
    name = field.split(".")[0]
    return f"{colon(named)} {FIELDS[name]}" if name in FIELDS else named


def with_block_names(sentence: str) -> str:
    """A sentence of the coach with blocks called as they are called here."""

    def named(match: re.Match[str]) -> str:
        if match[2] not in BLOCKS:
            return match[0]
        return _("block “%(title)s”") % {"title": BLOCKS[match[2]][0]}

    return _OF_TYPE.sub(named, sentence)


def _parts(where: str) -> tuple[str, str]:
    _locale, _colon, place = where.partition(": ")
    part, _comma, field = place.partition(", ")
    return part, field
