"""`forenotice members`: a member's page, all that is kept about them, and forgetting them."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from forenotice.consent.links import Whose, makes_links, portal_url
from forenotice.consent.operations import revoke_links as let_links_end
from forenotice.consent.queries import member_by
from forenotice.engine.erasing import Erased, erase_member
from forenotice.engine.member_export import export_member
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import AsJson, say, show_json

members = typer.Typer(help="A member's page, and all that is kept about them.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(metavar="MEMBER", help="Their id or email address.")]


@members.command("page")
def show_page(member: Who, organization: InOrganization = "") -> None:
    """Print a link to a member's page that shows everything and changes nothing."""
    chosen = chosen_organization(organization)
    found = member_by(chosen, member)
    if not makes_links():
        raise CommandError("Set FORENOTICE_BASE_URL to the address at which members reach this instance.")
    say(portal_url(Whose(chosen.pk, found.pk, current_time(), is_rehearsal=True)))


@members.command("revoke-links")
def revoke_links(member: Who, organization: InOrganization = "") -> None:
    """Let no link to a member's page hold that was made until now: somebody else has read their mail."""
    chosen = chosen_organization(organization)
    found = member_by(chosen, member)
    let_links_end(organization=chosen, member=found, actor=acting_person(), now=current_time())
    say(
        f"No link to the page or the calendar of {found.external_id} holds any longer. "
        "Their next message brings new ones."
    )


@members.command("export")
def export(member: Who, organization: InOrganization = "") -> None:
    """Print all that is kept about a member, as JSON, also what they were told."""
    chosen = chosen_organization(organization)
    show_json(export_member(chosen, member_by(chosen, member), current_time()))


@members.command("erase")
def erase(
    member: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do it, without being asked.")] = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Forget a member for good, because they ask for it. That they asked is written down."""
    chosen = chosen_organization(organization)
    found = member_by(chosen, member)
    if not (yes or _agrees(found.external_id, as_json=as_json)):
        raise CommandError(
            "Nothing was changed. Take the member out of your sources first; then run: "
            f"forenotice members erase {member} --yes"
        )
    erased = erase_member(organization=chosen, member=found, actor=acting_person(), now=current_time())
    if as_json:
        show_json(asdict(erased))
    else:
        _tell(erased)


def _agrees(name: str, *, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        return False
    return typer.confirm(f"Shall everything that says who {name} is be deleted for good?")


def _tell(erased: Erased) -> None:
    say(f"Who they were is forgotten. What must stay, so that nothing is said twice, is {erased.name} now.")
    say("Take them out of your sources too: what these still tell of them is refused.")
    if erased.files:
        say("These files are kept as they came, and may still name them:")
    for path in erased.files:
        say(path, indent=2)
