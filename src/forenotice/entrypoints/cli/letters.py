"""`forenotice deliveries letters`: required messages that no mail could bring, printed and sent by post."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from forenotice.dispatcher.operations import settle_unreached
from forenotice.dispatcher.queries import letter_page, unreached_messages
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import AsJson, Column, count_words, say, show_json, show_table

_COLUMNS = (
    Column("no.", align="right", style="dim"),
    Column("member"),
    Column("product", folds=True),
    Column("due"),
    Column("why", folds=True, style="dim"),
)


def letters(organization: InOrganization = "", as_json: AsJson = False) -> None:
    """List the messages that law demands and that no mail could bring; each is to go by post."""
    found = unreached_messages(chosen_organization(organization))
    if as_json:
        show_json([asdict(one) for one in found])
    elif not found:
        say("Nothing is to be posted.")
    else:
        rows = (
            (str(one.number), one.name, one.product, one.due_on.isoformat(), one.sentence) for one in found
        )
        show_table(_COLUMNS, rows)
        say("Print each with: forenotice deliveries letter NO.  Then: forenotice deliveries posted NO.")


def letter(
    number: Annotated[int, typer.Argument(help="Its number in the list of letters.")],
    file: Annotated[
        Path | None, typer.Option("--file", help="Where to write the page; else letter-NUMBER.html here.")
    ] = None,
    organization: InOrganization = "",
) -> None:
    """Write a letter as a page that any browser prints."""
    page = letter_page(chosen_organization(organization), number, now=current_time())
    path = file or Path(f"letter-{number}.html")
    try:
        # It names a member and what they pay: nobody else's account may read it.
        with open(path, "w", encoding="utf-8", opener=_for_us_alone) as opened:
            opened.write(page)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    say(f"{path} is written. Open it in a browser and print it.")


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def posted(
    numbers: Annotated[list[int], typer.Argument(help="The numbers of the letters.")],
    organization: InOrganization = "",
) -> None:
    """Say that letters went by post, or that their members were told in another way."""
    done = settle_unreached(
        organization=chosen_organization(organization),
        numbers=numbers,
        actor=acting_person(),
        now=current_time(),
    )
    say(f"{count_words(done, 'letter is', 'letters are')} settled.")
