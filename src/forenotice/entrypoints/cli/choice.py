"""For which organization a command speaks, and in whose name it acts."""

import getpass
from typing import Annotated

import typer

from forenotice.accounts.models import Organization
from forenotice.accounts.queries import organization_by_key, the_only_organization

InOrganization = Annotated[
    str,
    typer.Option("--organization", metavar="KEY", help="Which organization, where there are several."),
]


def chosen_organization(key: str) -> Organization:
    """The organization of that key, or the only one that there is; raise an AccountsError otherwise."""
    return organization_by_key(key) if key else the_only_organization()


def acting_person() -> str:
    """Who runs this command, as the audit trail remembers it."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"
