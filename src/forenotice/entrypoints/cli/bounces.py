"""`forenotice bounces`: mail that came back, from a pipe or from the mailboxes where it lies."""

import sys
from typing import Annotated

import typer

from forenotice.accounts.models import Organization
from forenotice.channels.operations import look_for_returns, read_returned_mail
from forenotice.dispatcher.operations import Heard, hear
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import AsJson, count_words, say, show_json

_MOST_BYTES = 1_048_576


def bounces(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Look into the mailboxes of the channels now, and read no pipe.")
    ] = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Take in mail that came back, or a complaint: forenotice bounces < mail"""
    chosen = chosen_organization(organization)
    if fetch:
        _fetch(chosen, as_json=as_json)
        return
    if sys.stdin.isatty():
        raise CommandError("Give it a mail: forenotice bounces < mail, or look into the mailboxes: --fetch")
    now = current_time()
    found = read_returned_mail(chosen, sys.stdin.buffer.read(_MOST_BYTES), now)
    if isinstance(found, str):
        _tell(Heard(), found, as_json=as_json)
        return
    heard = hear(organization=chosen, news=[found], now=now)
    sentence = "It is about no message that is known here." if heard.astray else ""
    _tell(heard, sentence if heard.new else "It was told before, and changes nothing.", as_json=as_json)


def _fetch(chosen: Organization, *, as_json: bool) -> None:
    now = current_time()
    told = []
    for arrived in look_for_returns(organization=chosen, now=now, is_asked=True):
        heard = hear(organization=chosen, news=arrived.news, now=now)
        told.append(
            {"channel": arrived.channel, "mails": arrived.mails, "new": heard.new, "fault": arrived.fault}
        )
        if as_json:
            continue
        read = f"{count_words(arrived.mails, 'mail')} read, {heard.new} told something new."
        say(f"{arrived.channel}: {arrived.fault or read}")
    if as_json:
        show_json(told)
    elif not told:
        say("No email channel has a mailbox for what comes back: see [channels.bounces] in docs/bounces.md.")
    if any(one["fault"] for one in told):
        raise typer.Exit(ExitCode.REFUSED)


def _tell(heard: Heard, sentence: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"new": heard.new, "applied": heard.applied, "sentence": sentence})
    elif sentence:
        say(f"Nothing was done. {sentence}")
    else:
        done = "was written down" if heard.applied else "waits for its delivery"
        say(f"{count_words(heard.new, 'piece', 'pieces')} of news {done}.")
