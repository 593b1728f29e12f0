"""Whom a preview or a test is made for, in the words of a command."""

from typing import Annotated

import typer

from forenotice.dispatcher.operations import Wish
from forenotice.entrypoints.cli.errors import CommandError

MessageKey = Annotated[str, typer.Argument(metavar="MESSAGE", help="The key of the message.")]
OfMember = Annotated[
    str,
    typer.Option(
        "--member", metavar="ID", help="For this member or subscription; else for whoever is told next."
    ),
]
OfSample = Annotated[str, typer.Option("--sample", metavar="NAME", help="For a made-up member instead.")]
InLocale = Annotated[
    str, typer.Option("--locale", metavar="LOCALE", help="As if they read this language: fr, pt-BR.")
]
IsDraft = Annotated[bool, typer.Option("--draft", help="The draft instead of what speaks.")]


def wish(message: str, member: str, sample: str, locale: str, *, draft: bool) -> Wish:
    """What is to be seen; raise when it is to be of two people at once."""
    if member and sample:
        raise CommandError("Keep one of the two: --member for a real one, --sample for a made-up one.")
    return Wish(message, member.strip(), sample, locale, draft)
