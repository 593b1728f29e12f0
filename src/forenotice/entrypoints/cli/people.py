"""`forenotice people`: lets a person into the console, also whoever lost everything they signed in with."""

from typing import Annotated

import typer
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from forenotice.accounts.operations import invite
from forenotice.accounts.states import Role
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import AsJson, say, show_json

people = typer.Typer(help="Let people into the console.", no_args_is_help=True)


@people.callback()
def _people() -> None:
    """Let people into the console."""


@people.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The person's email address; they sign in with it.")],
    role: Annotated[Role, typer.Option("--role", help="What they may do.")] = Role.VIEWER,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Show a link by which a person comes in and chooses a password, also instead of one that they lost."""
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f'"{email}" is not an email address.') from None
    chosen = chosen_organization(organization)
    invited = invite(
        organization=chosen,
        email=email,
        role=role,
        by=None,
        actor=acting_person(),
        now=current_time(),
    )
    link = f"{settings.FORENOTICE_BASE_URL}/start/invitation/{invited.token}"
    if as_json:
        show_json({"email": email, "role": role, "link": link})
        return
    say(link)
    say(f"It lets {email} in as {role} of {chosen.name}, once, within a week.", "dim")
