"""`forenotice channels`: the ways out, switched off and on again, tried, and given another secret."""

from datetime import timedelta
from typing import Annotated

import typer

from forenotice.channels.models import Channel
from forenotice.channels.operations import rotate_secret, switch_off, switch_on, try_endpoint
from forenotice.channels.queries import channel_by_key, channels_of
from forenotice.channels.states import DISABLED_SENTENCES, Disabled
from forenotice.dispatcher.queries import sample_payload
from forenotice.engine.host import standing
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError, HeldError
from forenotice.entrypoints.cli.output import AsJson, Cell, Column, count_words, say, show_json, show_table
from forenotice.entrypoints.cli.phrases import answer_words
from forenotice.kernel.message import Outcome
from forenotice.kernel.payload import PayloadType

channels = typer.Typer(
    help="See the ways out, try one that is for programs, switch one off and on again.", no_args_is_help=True
)

Key = Annotated[str, typer.Argument(help="The channel's key, as the list shows it.")]

_COLUMNS = (
    Column("channel"),
    Column("kind", style="dim"),
    Column("state"),
    Column("why", folds=True, style="dim"),
)


@channels.command("list")
def show_list(organization: InOrganization = "", as_json: AsJson = False) -> None:
    """List the ways out."""
    found = [each for each in channels_of(chosen_organization(organization)) if each.retired_at is None]
    if as_json:
        show_json([_as_json(channel) for channel in found])
    elif not found:
        say("There is no channel yet. Declare one in the blueprint, under [[channels]].")
    else:
        show_table(_COLUMNS, [_row(channel) for channel in found])


@channels.command("disable")
def disable(key: Key, organization: InOrganization = "") -> None:
    """Let a channel speak no more until it is enabled again; what waits for it is given up."""
    chosen = chosen_organization(organization)
    changed = switch_off(
        organization=chosen, key=key, reason=Disabled.OWNER, actor=acting_person(), now=current_time()
    )
    say(f"{key} is off." if changed else f"{key} was off already.")


@channels.command("enable")
def enable(key: Key, organization: InOrganization = "") -> None:
    """Let a channel speak again. What it missed can be sent: forenotice deliveries replay."""
    chosen = chosen_organization(organization)
    changed = switch_on(organization=chosen, key=key, actor=acting_person(), now=current_time())
    say(f"{key} is on." if changed else f"{key} was on already.")


@channels.command("test")
def send_test(
    key: Key,
    kind: Annotated[PayloadType, typer.Option("--type", help="What to tell.")] = PayloadType.DUE,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Tell a program of a made-up member's payment now, marked as a rehearsal, and show what it answers."""
    chosen, now = chosen_organization(organization), current_time()
    if standing().is_held:
        raise HeldError("Sending is held on this host, tests too. See: forenotice resume")
    payload = sample_payload(chosen, channel_by_key(chosen, key), kind, now)
    receipt = try_endpoint(organization=chosen, key=key, payload=payload, actor=acting_person(), now=now)
    answered = answer_words(receipt.code, receipt.detail)
    if as_json:
        told = {"id": payload.message_id, "outcome": receipt.outcome}
        show_json(told | {"code": receipt.code, "detail": receipt.detail})
    elif receipt.outcome is Outcome.ACCEPTED:
        say(f"{key} took it: {answered}")
    if receipt.outcome is not Outcome.ACCEPTED:
        raise CommandError(f"{key} did not take it: {answered}")


@channels.command("rotate-secret")
def rotate(
    key: Key,
    overlap: Annotated[int, typer.Option("--overlap", min=0, max=168, help="Hours.")] = 24,
    organization: InOrganization = "",
) -> None:
    """Sign a webhook with a new secret, shown this once; the one before signs too for a while."""
    secret = rotate_secret(
        organization=chosen_organization(organization),
        key=key,
        overlap=timedelta(hours=overlap),
        actor=acting_person(),
        now=current_time(),
    )
    say(secret)
    say(f"Shown this once. The one before also signs for {count_words(overlap, 'hour')} more.", "dim")


def _as_json(channel: Channel) -> dict[str, object]:
    return {
        "key": channel.key,
        "kind": channel.kind,
        "is_on": channel.disabled_at is None,
        "disabled_at": channel.disabled_at,
        "disabled_reason": channel.disabled_reason,
    }


def _row(channel: Channel) -> list[Cell]:
    if channel.disabled_at is None:
        return [channel.key, channel.kind, ("on", "green"), ""]
    return [channel.key, channel.kind, ("off", "red"), DISABLED_SENTENCES[Disabled(channel.disabled_reason)]]
