"""`forenotice sources pull`."""

from typing import Annotated

import typer

from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import AsJson, show_json
from forenotice.entrypoints.cli.sources.words import Key, progress, show_report, told_plainly
from forenotice.sources.operations import pull_source
from forenotice.sources.queries import asked_source

# Somebody waits for it, so that it may take as long as there is to read.
_ALL_DAY = 24 * 3600.0


def pull(
    key: Key,
    everything: Annotated[bool, typer.Option("--all", help="Read all of it from the beginning.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Agree that more than a fifth of them is gone.")] = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Take in what is new at a source now, without waiting for the pulse."""
    chosen, now = chosen_organization(organization), current_time()
    with progress(as_json) as tell:
        report = pull_source(
            organization=chosen,
            source=asked_source(chosen, key),
            seconds=_ALL_DAY,
            progress=tell,
            from_beginning=everything,
            allow_gone=yes,
            now=now,
        )
    if as_json:
        show_json(told_plainly(report))
    else:
        show_report(report)
    if report.failure:
        raise CommandError(f"{key} could not be pulled to the end: {report.failure}")
    if report.unclear:
        raise typer.Exit(ExitCode.IN_PART)
