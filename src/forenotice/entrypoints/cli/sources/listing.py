"""`forenotice sources list`."""

from forenotice.accounts.models import Organization
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.output import AsJson, Cell, Column, moment_words, say, show_json, show_table
from forenotice.entrypoints.cli.sources.words import plain
from forenotice.sources.models import Source
from forenotice.sources.queries import count_told, count_unclear, sources_of

_COLUMNS = (
    Column("source"),
    Column("kind", style="dim"),
    Column("subscriptions", align="right"),
    Column("last told"),
    Column("state", folds=True),
)


def show_list(organization: InOrganization = "", as_json: AsJson = False) -> None:
    """List the ways in, when each told something last, and how it does."""
    chosen = chosen_organization(organization)
    found = sources_of(chosen)
    if as_json:
        show_json([plain(chosen, source) for source in found])
    elif not found:
        say("There is no source yet. Import a file, or declare one in the blueprint, under [[sources]].")
    else:
        show_table(_COLUMNS, [_row(chosen, source) for source in found])


def _row(organization: Organization, source: Source) -> tuple[Cell, ...]:
    zone = organization.time_zone
    if source.parting_at is not None:
        state: Cell = (f"being put away since {moment_words(source.parting_at, zone)}", "yellow")
    elif source.stopped_at is not None:
        state = (f"stopped since {moment_words(source.stopped_at, zone)}", "yellow")
    elif source.failing_since is not None:
        state = (f"failing since {moment_words(source.failing_since, zone)}: {source.failure}", "red")
    elif source.pull_every_minutes is None:
        state = "tells by itself"
    elif source.pulled_at is None:
        state = "not pulled to its end yet"
    else:
        unclear = count_unclear(organization, source)
        state = f"well, {unclear:,} not understood" if unclear else "well"
    return (
        source.key,
        source.kind,
        f"{count_told(organization, source):,}",
        moment_words(source.last_told_at, zone),
        state,
    )
