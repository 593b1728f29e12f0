"""`forenotice keys`: what programs show to come in by the API."""

from datetime import datetime
from typing import Annotated

import typer

from forenotice.accounts.models import ApiKey
from forenotice.accounts.operations import create_key, revoke_key
from forenotice.accounts.queries import keys_of
from forenotice.accounts.states import Scope
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.output import AsJson, Column, moment_words, say, show_json, show_table

keys = typer.Typer(help="Let programs in by the API, and shut them out.", no_args_is_help=True)

_COLUMNS = (
    Column("name", folds=True),
    Column("begins", style="dim"),
    Column("opens", folds=True),
    Column("made"),
    Column("last used"),
    Column("revoked"),
)


@keys.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What uses it, such as zapier; the audit trail says key:NAME.")],
    scopes: Annotated[
        list[Scope] | None,
        typer.Option("--scope", help="What it opens; repeat it for several. All, if left out."),
    ] = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Make a key and show its secret, which nobody can read again."""
    made = create_key(
        organization=chosen_organization(organization),
        name=name,
        scopes=scopes or list(Scope),
        actor=acting_person(),
        now=current_time(),
    )
    if as_json:
        show_json({"name": made.key.name, "scopes": made.key.scopes, "secret": made.secret})
        return
    say(made.secret, style="bold")
    say(f"The key {made.key.name} opens {', '.join(made.key.scopes)}. It is shown only now: keep it safe.")


@keys.command("list")
def list_keys(organization: InOrganization = "", as_json: AsJson = False) -> None:
    """List the keys, the newest first, without their secrets."""
    chosen = chosen_organization(organization)
    found = keys_of(chosen)
    if as_json:
        show_json([_row(key) for key in found])
    elif not found:
        say("There is no key yet. Make one with: forenotice keys create NAME")
    else:
        show_table(_COLUMNS, (_cells(key, chosen.time_zone) for key in found))


@keys.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(help="The key's name.")], organization: InOrganization = ""
) -> None:
    """Let a key open nothing any more, from the next request on."""
    revoke_key(
        organization=chosen_organization(organization), name=name, actor=acting_person(), now=current_time()
    )
    say(f"The key {name} is revoked.")


def _cells(key: ApiKey, zone: str) -> tuple[str, ...]:
    moments: tuple[datetime | None, ...] = (key.created_at, key.last_used_at, key.revoked_at)
    return (key.name, key.prefix, ", ".join(key.scopes), *(moment_words(moment, zone) for moment in moments))


def _row(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "created_at": key.created_at,
        "created_by": key.created_by,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
