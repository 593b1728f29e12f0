"""`forenotice send-test`: what a member will read, sent to somebody who wants to see it arrive."""

from datetime import datetime, timedelta
from typing import Annotated

import typer
from email_validator import EmailNotValidError, validate_email

from forenotice.accounts.models import Organization
from forenotice.channels.queries import open_channel
from forenotice.dispatcher.operations import Trial, prepare_trial, send_trial
from forenotice.engine.host import standing
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError, HeldError
from forenotice.entrypoints.cli.output import AsJson, say, show_json
from forenotice.entrypoints.cli.phrases import answer_words
from forenotice.kernel.message import Outcome, Receipt
from forenotice.ledger.queries import subscription_by
from forenotice.planner.queries import Upcoming, upcoming

_REFUSALS = {
    Outcome.LATER: "could not take it now",
    Outcome.NEVER: "refused it",
    Outcome.UNKNOWN: "did not say whether it took it",
}
_AHEAD = timedelta(days=400)


def send_test(
    address: Annotated[str, typer.Argument(help="Where to send it, such as your own address.")],
    subscription: Annotated[
        str, typer.Option("--subscription", metavar="ID", help="Of this one; else of whoever is told next.")
    ] = "",
    step: Annotated[str, typer.Option("--step", metavar="KEY", help="As this step would say it.")] = "",
    channel: Annotated[str, typer.Option("--channel", metavar="KEY", help="By this channel.")] = "",
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Send what a member will read to an address of yours, by the real channel; no reminder is used up."""
    chosen, now = chosen_organization(organization), current_time()
    _refuse_what_is_no_address(address)
    if standing().is_held:
        raise HeldError("Sending is held on this host, tests too. See: forenotice resume")
    about = _about(chosen, now, subscription, step)
    trial = prepare_trial(
        organization=chosen,
        address=address,
        due_date_id=about.due_date_id,
        rule=about.rule,
        step=about.step,
        channel=channel,
        now=now,
    )
    receipt = _hand_over(chosen, trial, now)
    if as_json:
        show_json(_as_plain(trial, receipt))
    elif receipt.outcome is Outcome.ACCEPTED:
        say(f"Sent by {trial.channel.key}: {trial.message.subject}")
        say(f"It is what {about.name or about.member} will read, but for links that act for them.", "dim")
    if receipt.outcome is not Outcome.ACCEPTED:
        answer = answer_words(receipt.code, receipt.detail)
        raise CommandError(f"The channel {trial.channel.key} {_REFUSALS[receipt.outcome]}: {answer}")


def _refuse_what_is_no_address(address: str) -> None:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise CommandError(f"{address!r} is not an email address.") from None


def _hand_over(chosen: Organization, trial: Trial, now: datetime) -> Receipt:
    carrier = open_channel(trial.channel)
    try:
        return send_trial(organization=chosen, trial=trial, carrier=carrier, actor=acting_person(), now=now)
    finally:
        carrier.close()


def _as_plain(trial: Trial, receipt: Receipt) -> dict[str, object]:
    return {
        "subject": trial.message.subject,
        "channel": trial.channel.key,
        "outcome": receipt.outcome,
        "code": receipt.code,
        "detail": receipt.detail,
    }


def _about(chosen: Organization, now: datetime, subscription: str, step: str) -> Upcoming:
    """The first reminder to come that the test is to look like."""
    wanted = subscription_by(chosen, subscription).external_id if subscription else ""
    for one in upcoming(chosen, now=now, until=now + _AHEAD):
        if (not wanted or one.subscription == wanted) and step in ("", one.step):
            return one
    raise CommandError(
        "No reminder is to come that a test could look like. Import a file with payments ahead, or name "
        "another subscription or step."
    )
