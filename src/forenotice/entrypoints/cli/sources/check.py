"""`forenotice sources check`."""

import typer

from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import AsJson, say, show_json
from forenotice.entrypoints.cli.sources.words import Key, progress, show_report, told_plainly
from forenotice.sources.operations import try_source
from forenotice.sources.queries import asked_source


def check(key: Key, organization: InOrganization = "", as_json: AsJson = False) -> None:
    """Try a source: its way, its key and its rows. Nothing is stored."""
    chosen, now = chosen_organization(organization), current_time()
    with progress(as_json) as tell:
        trial = try_source(organization=chosen, source=asked_source(chosen, key), progress=tell, now=now)
    report = trial.report
    report.warnings += trial.checked.warnings
    if as_json:
        show_json({"found": list(trial.checked.found)} | told_plainly(report))
    else:
        for sentence in trial.checked.found:
            say(sentence)
        show_report(report)
        if not report.is_done:
            say("There is more; a pull goes on where this stopped.")
        say("This was only a trial: nothing was stored.")
    if report.unclear:
        raise typer.Exit(ExitCode.IN_PART)
