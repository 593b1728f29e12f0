"""`forenotice channels`: the ways out, and switching one off and on again."""

from typing import Annotated

import typer

from forenotice.channels.models import Channel
from forenotice.channels.operations import switch_off, switch_on
from forenotice.channels.queries import channels_of
from forenotice.channels.states import DISABLED_SENTENCES, Disabled
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.output import AsJson, Cell, Column, say, show_json, show_table

channels = typer.Typer(help="See the ways out, and switch one off and on again.", no_args_is_help=True)

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
