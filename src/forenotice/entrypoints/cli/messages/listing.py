"""`forenotice messages list`: which messages there are, and which of their revisions speak."""

from collections.abc import Sequence
from dataclasses import asdict

from forenotice.composer.queries import MessageTold, RevisionTold, list_messages
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.output import AsJson, Cell, Column, moment_words, say, show_json, show_table

_MOST_NAMED = 4
_COLUMNS = (
    Column("key"),
    Column("name", folds=True),
    Column("class"),
    Column("languages", folds=True),
    Column("speaks"),
    Column("since"),
    Column("draft"),
)


def list_all(organization: InOrganization = "", as_json: AsJson = False) -> None:
    """List the messages: which revision of each speaks, since when, and whether there is a draft."""
    chosen = chosen_organization(organization)
    found = list_messages(chosen)
    if as_json:
        show_json([asdict(message) for message in found])
    elif not found:
        say("There is no message yet. Declare one in a blueprint and run: forenotice apply FILE.toml")
    else:
        show_table(_COLUMNS, (_cells(message, chosen.time_zone) for message in found))


def _cells(message: MessageTold, zone: str) -> tuple[Cell, ...]:
    speaks, draft = message.published, message.draft
    return (
        message.key,
        message.name,
        (speaks or message.revisions[0]).message_class,
        _languages(message.locales),
        _number(speaks),
        moment_words(speaks.published_at if speaks else None, zone),
        (_number(draft), "yellow" if draft else ""),
    )


def _number(revision: RevisionTold | None) -> str:
    return f"revision {revision.number}" if revision else "-"


def _languages(locales: Sequence[str]) -> str:
    return ", ".join(locales) if len(locales) <= _MOST_NAMED else f"{len(locales)} of them"
