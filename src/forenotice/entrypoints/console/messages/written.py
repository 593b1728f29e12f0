"""What stands in the editor: read from what was sent, or from a revision; and the small changes to it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.http import QueryDict

from forenotice.composer.blocks.kinds import BLOCK_TYPES, TABLE_ROWS, PerRow, Rows
from forenotice.composer.blocks.tables import read_blocks, tables_of
from forenotice.composer.problems import Problem
from forenotice.composer.texts import MessageSource, tidy_locale
from forenotice.composer.unsaved import Unsaved, html_of, unsaved
from forenotice.entrypoints.console.messages.block_words import OWN_CONDITION
from forenotice.kernel.message import MessageClass

BLOCKS, HTML = "blocks", "html"
_MOST_BLOCKS = 200

Tables = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One locale of a message on somebody's screen. ``base`` is the revision that they began with.

    ``tables`` are its blocks as they were typed, which may have faults. ``text`` is None where the text part
    follows from the rest.
    """

    name: str
    message_class: MessageClass
    locale: str
    base: int
    subject: str
    preheader: str
    form: str
    tables: Tables = ()
    html: str = ""
    text: str | None = None

    def looked_at(self) -> tuple[Unsaved, list[Problem]]:
        """These words compiled, and every fault they have."""
        faults: list[Problem] = []

        def note(number: int, field: str, sentence: str) -> None:
            kind = self.tables[number - 1].get("type", "")
            where = f"{self.locale}: block {number} ({kind})" + (f", {field}" if field else "")
            faults.append(Problem(where, 0, 0, sentence[:1].upper() + sentence[1:]))

        blocks = read_blocks(self.tables, note) if self.form == BLOCKS else ()
        html = self.html if self.form == HTML else ""
        source = MessageSource(self.subject, self.preheader, html, self.text, blocks)
        found = unsaved(source, self.locale, self.message_class)
        return found, [*faults, *found.problems]


def from_source(
    source: MessageSource, name: str, message_class: MessageClass, locale: str, base: int
) -> Written:
    """A text as it was saved."""
    return Written(
        name=name,
        message_class=message_class,
        locale=locale,
        base=base,
        subject=source.subject,
        preheader=source.preheader,
        form=BLOCKS if source.blocks else HTML,
        tables=tuple(tables_of(source.blocks)),
        html=source.html,
        text=source.text,
    )


def from_form(sent: QueryDict, locale: str) -> Written:
    """A text as somebody sent it."""
    is_required = sent.get("class") == MessageClass.REQUIRED
    base = sent.get("base", "")
    return Written(
        name=sent.get("name", "").strip()[:200],
        message_class=MessageClass.REQUIRED if is_required else MessageClass.COURTESY,
        locale=tidy_locale(locale),
        base=int(base) if base.isdecimal() and len(base) < 9 else 0,
        subject=sent.get("subject", ""),
        preheader=sent.get("preheader", ""),
        form=HTML if sent.get("form") == HTML else BLOCKS,
        tables=_tables(sent),
        html=_lines(sent.get("html", "")),
        text=_lines(sent.get("text", "")) if sent.get("own_text") else None,
    )


def with_html(written: Written) -> Written:
    """The same as HTML: what was written so before, else what its blocks say if they have no faults."""
    found, faults = written.looked_at()
    html = written.html
    if not html.strip() and not faults and found.source.blocks:
        html = html_of(found.source.blocks, written.locale)
    return replace(written, form=HTML, html=html)


def with_added(written: Written, kind: str) -> Written:
    """The same with another block at its end."""
    if kind not in BLOCK_TYPES or len(written.tables) >= _MOST_BLOCKS:
        return written
    return replace(written, tables=(*written.tables, {"type": kind}))


def with_moved(written: Written, number: int, by: int) -> Written:
    """The same with a block (counted from 0) moved up or down."""
    tables, to = list(written.tables), number + by
    if 0 <= number < len(tables) and 0 <= to < len(tables):
        tables.insert(to, tables.pop(number))
    return replace(written, tables=tuple(tables))


def without(written: Written, number: int) -> Written:
    """The same without a block, counted from 0."""
    kept = (table for place, table in enumerate(written.tables) if place != number)
    return replace(written, tables=tuple(kept))


def _tables(sent: QueryDict) -> Tables:
    count = sent.get("blocks", "0")
    total = min(int(count), _MOST_BLOCKS) if count.isdecimal() and len(count) < 6 else 0
    found = (_table(sent, f"block-{number}-") for number in range(total))
    return tuple(table for table in found if table)


def _table(sent: QueryDict, prefix: str) -> dict[str, Any]:
    kind = BLOCK_TYPES.get(sent.get(f"{prefix}type", ""))
    if kind is None:
        return {}
    table: dict[str, Any] = {"type": kind.type}
    for field in fields(kind):
        name = prefix + field.name
        value: Any
        if field.type == PerRow:
            value = {row: said for row in TABLE_ROWS if (said := sent.get(f"{name}.{row}", "").strip())}
        elif field.type == Rows:
            value = sent.getlist(name)
        else:
            value = _lines(sent.get(name, "")).strip()
            if field.name == "when" and value == OWN_CONDITION:
                value = sent.get(f"{name}-{OWN_CONDITION}", "").strip()
            value = int(value) if field.type is int and value.isdecimal() and len(value) < 9 else value
        if value != "" and value != {}:
            table[field.name] = value
    return table


def _lines(words: str) -> str:
    return words.replace("\r\n", "\n")
