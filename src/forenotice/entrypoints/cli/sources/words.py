"""How sources and what they told are shown."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from forenotice.accounts.models import Organization
from forenotice.entrypoints.cli.output import Column, count_words, margin, say, show_table, title, warn
from forenotice.sources.contract import Unclear
from forenotice.sources.models import Source
from forenotice.sources.queries import count_told
from forenotice.sources.report import PullReport

Key = Annotated[str, typer.Argument(help="The source's key, as the list shows it.")]

_UNCLEAR = (Column("where"), Column("what"), Column("why", folds=True))


def plain(organization: Organization, source: Source) -> dict[str, Any]:
    """A source for programs."""
    return {
        "key": source.key,
        "kind": source.kind,
        "subscriptions": count_told(organization, source),
        "last_told_at": source.last_told_at,
        "fresh_for_days": source.fresh_for_days,
        "pull_every_minutes": source.pull_every_minutes,
        "pulled_at": source.pulled_at,
        "next_pull_at": source.next_pull_at,
        "stopped_at": source.stopped_at,
        "parting_at": source.parting_at,
        "failing_since": source.failing_since,
        "failure": source.failure,
        "last_pull": source.last_pull,
    }


def told_plainly(report: PullReport) -> dict[str, Any]:
    """What it told, for programs."""
    return asdict(report) | {"told": report.told}


def show_report(report: PullReport) -> None:
    """What it told, row by row where that was not understood."""
    if report.unclear_rows:
        show_unclear(report.unclear_rows)
        if report.unclear > len(report.unclear_rows):
            say(f"and {report.unclear - len(report.unclear_rows):,} more.")
    for warning in report.warnings:
        warn(f"Mind: {warning}")
    say(told_in_words(report))


def told_in_words(report: PullReport) -> str:
    """How much it told, and what became of it."""
    counts = [
        f"{report.created:,} new",
        f"{report.changed:,} changed",
        f"{report.unchanged:,} as before",
        f"{report.unclear:,} not understood",
    ]
    if report.gone:
        counts.append(f"{report.gone:,} gone")
    return f"{count_words(report.told, 'subscription')}: {', '.join(counts)}."


def show_unclear(found: Sequence[Unclear]) -> None:
    """What nobody understood: where it stands, and why."""
    title("Not understood")
    show_table(_UNCLEAR, [(one.place, one.column, one.reason) for one in found])


@contextmanager
def progress(as_json: bool) -> Iterator[Any]:
    """A bar on standard error while a person is watching; nothing at all in a pipe."""
    if as_json or not margin().is_terminal:
        yield None
        return
    parts = (TextColumn("Reading"), BarColumn(), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*parts, console=margin(), transient=True) as bar:
        line = bar.add_task("subscriptions", total=None)
        yield lambda report: bar.update(line, completed=report.told, total=report.total)
