"""`forenotice messages show`: the words of one message, as they stand or as they once were."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from forenotice.composer.blocks.tables import tables_of
from forenotice.composer.queries import MessageTold, RevisionWords, message_told, revision_told
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.messages.options import MessageKey
from forenotice.entrypoints.cli.output import (
    AsJson,
    Column,
    moment_words,
    say,
    show_json,
    show_pairs,
    show_table,
    title,
)

_COLUMNS = (Column("no.", align="right"), Column("written"), Column("by", folds=True), Column("spoke from"))


def show(
    message: MessageKey,
    revision: Annotated[
        int | None, typer.Option("--revision", metavar="N", help="This one; else the one that speaks.")
    ] = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Show the words of a message and its revisions; smart tags stand in them as they were written."""
    chosen = chosen_organization(organization)
    told = message_told(chosen, message)
    words = revision_told(chosen, message, revision)
    if as_json:
        show_json(asdict(told) | {"revision": _as_plain(words)})
        return
    show_pairs([("Message", f"{told.key}: {told.name}"), ("Revision", _standing(told, words))])
    for locale, text in words.texts.items():
        title(f"{locale}: {text.source.subject}")
        if text.source.preheader:
            say(text.source.preheader, "dim")
        say()
        say(text.text.rstrip())
    title("Revisions")
    show_table(_COLUMNS, _rows(told, chosen.time_zone))


def _standing(told: MessageTold, words: RevisionWords) -> str:
    """``2, courtesy: it speaks``."""
    standing = "it speaks no more"
    if told.published is not None and words.number == told.published.number:
        standing = "it speaks"
    elif told.draft is not None and words.number == told.draft.number:
        standing = f"a draft. To let it speak: forenotice messages publish {told.key}"
    elif words.published_at is None:
        standing = "it never spoke"
    return f"{words.number}, {words.message_class}: {standing}"


def _rows(told: MessageTold, zone: str) -> list[Sequence[str]]:
    return [
        (str(one.number), moment_words(one.created_at, zone), one.actor, moment_words(one.published_at, zone))
        for one in told.revisions
    ]


def _as_plain(words: RevisionWords) -> dict[str, Any]:
    texts = {
        locale: {
            "subject": text.source.subject,
            "preheader": text.source.preheader,
            "blocks": tables_of(text.source.blocks),
            "html": text.source.html,
            "text": text.text,
        }
        for locale, text in words.texts.items()
    }
    return {"number": words.number, "class": words.message_class, "texts": texts}
