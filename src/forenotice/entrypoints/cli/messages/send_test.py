"""`forenotice messages send-test`: what a member will read, sent to somebody who wants to see it arrive."""

from typing import Annotated

import typer
from email_validator import EmailNotValidError, validate_email

from forenotice.dispatcher.operations import prepare_trial, send_trial
from forenotice.engine.host import standing
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError, HeldError
from forenotice.entrypoints.cli.messages.options import (
    InLocale,
    IsDraft,
    MessageKey,
    OfMember,
    OfSample,
    wish,
)
from forenotice.entrypoints.cli.messages.preview import as_plain, tell_gaps, whose
from forenotice.entrypoints.cli.output import AsJson, say, show_json
from forenotice.entrypoints.cli.phrases import answer_words
from forenotice.kernel.message import Outcome

_REFUSALS = {
    Outcome.LATER: "could not take it now",
    Outcome.NEVER: "refused it",
    Outcome.UNKNOWN: "did not say whether it took it",
}


def send_test(
    message: MessageKey,
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="Where to send it, such as your own address.")
    ],
    member: OfMember = "",
    sample: OfSample = "",
    locale: InLocale = "",
    draft: IsDraft = False,
    channel: Annotated[str, typer.Option("--channel", metavar="KEY", help="By this channel.")] = "",
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Send a message to any address by the real channel, marked as a test; no reminder is used up."""
    chosen, now = chosen_organization(organization), current_time()
    _refuse_what_is_no_address(to)
    if standing().is_held:
        raise HeldError("Sending is held on this host, tests too. See: forenotice resume")
    wanted = wish(message, member, sample, locale, draft=draft)
    trial = prepare_trial(organization=chosen, wish=wanted, address=to, channel=channel, now=now)
    receipt = send_trial(organization=chosen, trial=trial, actor=acting_person(), now=now)
    by = trial.channel.key if trial.channel else ""
    if as_json:
        answer = {"outcome": receipt.outcome, "code": receipt.code, "detail": receipt.detail}
        show_json(as_plain(trial) | {"channel": by} | answer)
    elif receipt.outcome is Outcome.ACCEPTED:
        say(f"Sent by {by}: {trial.message.subject}")
        say(f"{whose(trial).rstrip(',')}.", "dim")
        tell_gaps(trial)
    if receipt.outcome is not Outcome.ACCEPTED:
        answered = answer_words(receipt.code, receipt.detail)
        raise CommandError(f"The channel {by} {_REFUSALS[receipt.outcome]}: {answered}")


def _refuse_what_is_no_address(address: str) -> None:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise CommandError(f"{address!r} is not an email address.") from None
