"""``[[messages]]``: words of the owner's own, or the ones that come with us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forenotice.blueprint.sections.words import key_text
from forenotice.blueprint.table import Table
from forenotice.composer.blocks.kinds import Block
from forenotice.composer.blocks.tables import read_blocks, tables_of
from forenotice.composer.defaults import AddressForm
from forenotice.composer.texts import MessageSource, tidy_locale
from forenotice.kernel.message import MessageClass


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeclaration:
    """A message. ``default`` names one of ours, and ``address`` how it addresses people where a language has
    two ways; ``texts``, by locale, are the owner's and win over it.

    A draft does not speak; it may stand beside the message of the same key that does.
    """

    key: str
    name: str
    message_class: MessageClass = MessageClass.COURTESY
    draft: bool = False
    default: str = ""
    address: AddressForm = AddressForm.FORMAL
    texts: Mapping[str, MessageSource] = field(default_factory=dict)


def read_message(table: Table, folder: Path | None) -> MessageDeclaration:
    """One of ``[[messages]]``; files that it names are looked for in ``folder``, if there is one."""
    key = table.parsed("key", key_text, "", required=True)
    written = table.table("text")
    found = MessageDeclaration(
        key=key,
        name=table.text("name", key.replace("-", " ").replace("_", " ").capitalize(), longest=200),
        message_class=MessageClass(table.choice("class", [*MessageClass], MessageClass.COURTESY)),
        draft=table.flag("draft", False),
        default=table.text("default"),
        address=AddressForm(table.choice("address", [*AddressForm], AddressForm.FORMAL)),
        texts=_read_texts(written, folder) if written is not None else {},
    )
    if not found.default and not found.texts:
        table.fault(
            "", 'it has no words: add default = "renewal" to use ours, or [messages.text.en] with your own.'
        )
    table.close()
    return found


def write_message(declared: MessageDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    written: dict[str, Any] = {
        "key": declared.key,
        "name": declared.name,
        "class": str(declared.message_class),
    }
    if declared.draft:
        written["draft"] = True
    if declared.default:
        written["default"] = declared.default
        if declared.address is not AddressForm.FORMAL:
            written["address"] = str(declared.address)
    if declared.texts:
        written["text"] = {locale: _write_text(declared.texts[locale]) for locale in sorted(declared.texts)}
    return written


def _read_texts(table: Table, folder: Path | None) -> dict[str, MessageSource]:
    texts = {}
    for locale, text in table.named_tables():
        texts[tidy_locale(locale)] = MessageSource(
            subject=text.text("subject", required=True),
            preheader=text.text("preheader"),
            html=_html(text, folder),
            text=_words(text, "text", folder),
            blocks=_blocks(text),
        )
        text.close()
    return texts


def _html(table: Table, folder: Path | None) -> str:
    """The owner's own HTML, which a message made of blocks has not."""
    if "blocks" not in table:
        return _words(table, "html", folder, required=True) or ""
    for name in ("html", "html_file"):
        if name in table:
            table.fault(name, 'there are also blocks: keep one of the two, "html" or [[blocks]].')
            table.take(name)
    return ""


def _blocks(table: Table) -> tuple[Block, ...]:
    tables = table.tables("blocks")
    return read_blocks(
        [block.rest() for block in tables],
        lambda number, field, sentence: tables[number - 1].fault(field, sentence),
    )


def _words(table: Table, name: str, folder: Path | None, *, required: bool = False) -> str | None:
    """Words that stand in the blueprint itself, or in a file of their own beside it."""
    beside = f"{name}_file"
    if beside not in table:
        if name not in table and not required:
            return None
        return table.text(name, required=required, longest=200_000)
    path = table.text(beside)
    if name in table:
        table.fault(name, f'there is also "{beside}": keep one of the two.')
        table.take(name)
    if folder is None:
        table.fault(beside, f'write the words themselves, as "{name}".')
        return ""
    try:
        return (folder / path).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        table.fault(beside, f"the file {path} cannot be read ({why}).")
        return ""


def _write_text(text: MessageSource) -> dict[str, Any]:
    written = {"subject": text.subject, "preheader": text.preheader, "html": text.html, "text": text.text}
    kept: dict[str, Any] = {
        name: words for name, words in written.items() if words is not None and words != ""
    }
    return kept | ({"blocks": tables_of(text.blocks)} if text.blocks else {})
