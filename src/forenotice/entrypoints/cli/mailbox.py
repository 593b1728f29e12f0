"""`forenotice mailbox`: reads the local test mailbox, which nothing leaves."""

from pathlib import Path
from typing import Annotated

import typer

from forenotice.channels.queries import Letter, list_messages, mailbox_directory, read_message
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import (
    AsJson,
    Column,
    count_words,
    moment_words,
    say,
    show_json,
    show_pairs,
    show_table,
)

mailbox = typer.Typer(help="Read the local test mailbox, which nothing leaves.", no_args_is_help=True)

_COLUMNS = (
    Column("no.", align="right", style="dim"),
    Column("sent"),
    Column("to", folds=True),
    Column("subject", folds=True),
)


@mailbox.command("list")
def list_letters(
    last: Annotated[int, typer.Option("--last", min=1, help="How many, counted from the newest.")] = 50,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """List the messages in the test mailbox, the oldest first."""
    chosen = chosen_organization(organization)
    directory = mailbox_directory(chosen)
    letters = list(enumerate(list_messages(directory), start=1))
    if as_json:
        show_json([_row(number, letter, directory) for number, letter in letters[-last:]])
        return
    if not letters:
        say("The test mailbox is empty. A rehearsal fills it: forenotice pulse")
        return
    show_table(
        _COLUMNS,
        (
            (str(number), moment_words(letter.at, chosen.time_zone), letter.recipient, letter.subject)
            for number, letter in letters[-last:]
        ),
    )
    say(f"{count_words(len(letters), 'message')} in {directory}", style="dim")


@mailbox.command("show")
def show_letter(
    which: Annotated[str, typer.Argument(help="Its number in the list, its name, or 'last'.")],
    html: Annotated[bool, typer.Option("--html", help="Its HTML part instead of its text.")] = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Show one message of the test mailbox."""
    chosen = chosen_organization(organization)
    directory = mailbox_directory(chosen)
    letter = read_message(directory, _name(which, directory))
    if as_json:
        show_json(_row(0, letter, directory) | {"text": letter.text, "html": letter.html})
        return
    show_pairs(
        [
            ("From", letter.sender),
            ("To", letter.recipient),
            ("Date", moment_words(letter.at, chosen.time_zone)),
            ("Subject", letter.subject),
            ("File", str(directory / letter.name)),
        ]
    )
    say()
    say((letter.html if html else letter.text).rstrip())


def _name(which: str, directory: Path) -> str:
    if not (which.isdecimal() or which == "last"):
        return which
    names = [letter.name for letter in list_messages(directory)]
    number = len(names) if which == "last" else int(which)
    if not names:
        raise CommandError("The test mailbox is empty. A rehearsal fills it: forenotice pulse")
    if not 1 <= number <= len(names):
        raise CommandError(
            f"The test mailbox holds {count_words(len(names), 'message')}; there is no {which}."
        )
    return names[number - 1]


def _row(number: int, letter: Letter, directory: Path) -> dict[str, object]:
    row: dict[str, object] = {"number": number} if number else {}
    return row | {
        "name": letter.name,
        "at": letter.at,
        "from": letter.sender,
        "to": letter.recipient,
        "subject": letter.subject,
        "message_id": letter.message_id,
        "file": directory / letter.name,
    }
