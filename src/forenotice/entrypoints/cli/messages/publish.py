"""`forenotice messages publish`: a draft speaks from now on, or the words of an earlier revision do again."""

from dataclasses import asdict
from typing import Annotated

import typer

from forenotice.composer.operations import publish_revision
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.messages.options import MessageKey
from forenotice.entrypoints.cli.output import AsJson, say, show_json, warn


def publish(
    message: MessageKey,
    revision: Annotated[
        int | None, typer.Option("--revision", metavar="N", help="The words of this one; else the draft.")
    ] = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Let a draft speak from now on, or return to the words of an earlier revision."""
    done = publish_revision(
        organization=chosen_organization(organization),
        key=message,
        number=revision,
        actor=acting_person(),
        now=current_time(),
    )
    if as_json:
        show_json(asdict(done) | {"remarks": [str(remark) for remark in done.remarks]})
        return
    for remark in done.remarks:
        warn(f"Mind: {remark}")
    if not done.changed:
        say(f"These words speak already: revision {done.revision}. Nothing was changed.")
    elif revision in (None, done.revision):
        say(f"Revision {done.revision} speaks from now on.")
    else:
        say(f"The words of revision {revision} speak from now on, as revision {done.revision}.")
