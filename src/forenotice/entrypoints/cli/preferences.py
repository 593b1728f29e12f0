"""`forenotice preferences`: what a member wishes."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from forenotice.consent.operations import set_preference
from forenotice.consent.queries import PreferenceTold, member_by, preference_of
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import AsJson, moment_words, say, show_json, show_pairs
from forenotice.ledger.models import Member

preferences = typer.Typer(help="See and set what a member wishes.", no_args_is_help=True)


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


Who = Annotated[str, typer.Argument(metavar="MEMBER", help="Their id or email address.")]


@preferences.command("show")
def show(member: Who, organization: InOrganization = "", as_json: AsJson = False) -> None:
    """Show what a member wishes."""
    chosen = chosen_organization(organization)
    found = member_by(chosen, member)
    _show(found, preference_of(found), chosen.time_zone, as_json=as_json)


@preferences.command("set")
def set_wishes(
    member: Who,
    courtesy: Annotated[
        Switch | None,
        typer.Option("--courtesy", help="Whether they want reminders that nothing but kindness demands."),
    ] = None,
    locale: Annotated[
        str | None, typer.Option("--locale", help='Their language, such as fr; "" for what the source says.')
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", help='Where to write to; "" for what the source says.')
    ] = None,
    days_before: Annotated[
        int | None,
        typer.Option(
            "--days-before",
            min=0,
            help="How many days before a payment they want to be reminded; 0 for what the rules say.",
        ),
    ] = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Set what a member wishes; what is not named stays as it is."""
    if courtesy is None and locale is None and address is None and days_before is None:
        raise CommandError("Name what they wish: --courtesy, --days-before, --locale or --address.")
    chosen = chosen_organization(organization)
    found = member_by(chosen, member)
    changed = set_preference(
        organization=chosen,
        member=found,
        wants_courtesy=None if courtesy is None else courtesy is Switch.ON,
        locale=locale,
        address=address,
        lead_days=days_before,
        actor=acting_person(),
        now=current_time(),
    )
    if not (changed or as_json):
        say("That is what they wish already. Nothing was changed.")
    _show(found, preference_of(found), chosen.time_zone, as_json=as_json)


def _show(member: Member, told: PreferenceTold, zone: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"member": member.external_id, **asdict(told)})
        return
    name = f"{member.first_name} {member.last_name}".strip() or member.external_id
    as_told = "as its source says"
    pairs = [
        ("Member", f"{name} ({member.external_id})"),
        (
            "Courtesy reminders",
            "yes" if told.wants_courtesy else "no; what law or network demands is still sent",
        ),
        ("Days before", str(told.lead_days) if told.lead_days else "as the rules say"),
        ("Language", told.locale or f"{as_told}: {member.locale or 'none'}"),
        ("Address", told.address or f"{as_told}: {member.email or 'none'}"),
    ]
    if told.changed_at is not None:
        pairs.append(("Changed", f"{moment_words(told.changed_at, zone)} by {told.changed_by}"))
    show_pairs(pairs)
