"""`forenotice import`: takes a file of subscriptions in, and says how it was understood."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from forenotice.accounts.models import Organization
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import (
    AsJson,
    Cell,
    Column,
    count_words,
    margin,
    say,
    show_json,
    show_table,
    title,
    warn,
)
from forenotice.planner.queries import long_leads
from forenotice.sources.operations import FILE, examine_file, import_file
from forenotice.sources.report import Examination, ImportReport, MappedColumn

_MAPPING = (Column("column of the file"), Column("is read as"), Column("", folds=True, style="dim"))
_HOW_TO_DECLARE = (
    "What is to be declared can be said with this command, such as --date-format DD/MM/YYYY or "
    "--amount-format 1,234.50, or once for all in the blueprint, under [[sources]]."
)
_REJECTS = (Column("line", align="right"), Column("column", folds=True), Column("why", folds=True))


_File = Annotated[Path, typer.Argument(help="A file of subscriptions (CSV or XLSX).")]
_Source = Annotated[str, typer.Option("--source", metavar="NAME", help="Which source it speaks for.")]
_Key = Annotated[
    str, typer.Option("--key", metavar="COLUMN", help="The column that tells subscriptions apart.")
]
_Sheet = Annotated[str, typer.Option("--sheet", metavar="NAME", help="Which sheet of a workbook to read.")]
_Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="THEIRS=OURS", help="What a column means; may be given several times."),
]
_DateFormat = Annotated[
    str, typer.Option("--date-format", metavar="FORMAT", help="How dates are written: DD/MM/YYYY.")
]
_TimesIn = Annotated[
    str, typer.Option("--times-in", metavar="ZONE", help="Of which zone times without one are.")
]
_AmountFormat = Annotated[
    str,
    typer.Option(
        "--amount-format", metavar="FORMAT", help="How amounts are written: 1,234.50 or 1.234,50 or minor."
    ),
]
_AmountIs = Annotated[
    str,
    typer.Option(
        "--amount-is",
        metavar="each|total",
        help="Whether an amount is for one piece or for the whole quantity.",
    ),
]
_Complete = Annotated[
    bool, typer.Option("--complete", help="The file holds all there is: what it lacks is gone.")
]
_Yes = Annotated[bool, typer.Option("--yes", help="Agree that more than a fifth of them is gone.")]
_Rejects = Annotated[
    Path | None, typer.Option("--rejects", metavar="FILE", help="Where to write rejected rows.")
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say how it is understood; change nothing.")]


def import_subscriptions(
    file: _File,
    source: _Source = FILE,
    key: _Key = "",
    sheet: _Sheet = "",
    mapped: _Mapped = None,
    date_format: _DateFormat = "",
    times_in: _TimesIn = "",
    amount_format: _AmountFormat = "",
    amount_is: _AmountIs = "",
    complete: _Complete = False,
    yes: _Yes = False,
    rejects: _Rejects = None,
    dry_run: _DryRun = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Take in a file of subscriptions."""
    chosen, now = chosen_organization(organization), current_time()
    wanted: dict[str, Any] = {"key": key, "sheet": sheet, "date_format": date_format, "times_in": times_in}
    wanted |= {"amount_format": amount_format, "amount_is": amount_is, "mapping": _mapping(mapped or [])}
    about: dict[str, Any] = {"organization": chosen, "path": file, "source_key": source, "settings": wanted}
    if not as_json:
        _show_mapping(examine_file(**about, now=now), chosen)
    with _progress() as tell:
        report = import_file(
            **about,
            complete=complete,
            allow_gone=yes,
            dry_run=dry_run,
            rejects_path=rejects,
            actor=acting_person(),
            now=now,
            progress=tell,
        )
    if not report.is_dry_run:
        report.warnings += map(str, long_leads(chosen))
    if as_json:
        show_json(asdict(report))
    else:
        _show_report(report)
    if report.needs_consent:
        raise typer.Exit(ExitCode.REFUSED)
    if report.rejected:
        raise typer.Exit(ExitCode.IN_PART)


def _mapping(mapped: list[str]) -> dict[str, str]:
    pairs = {}
    for pair in mapped:
        # Their header may hold an equals sign, ours never does.
        theirs, sign, ours = pair.rpartition("=")
        if not (sign and theirs.strip() and ours.strip()):
            raise CommandError(f'"{pair}" is no mapping. Write --map "Their header=our_name".')
        pairs[theirs.strip()] = ours.strip()
    return pairs


def _show_mapping(found: Examination, organization: Organization) -> None:
    say(f"{found.name}: {found.dialect}, for {organization.name}.")
    if found.remembered:
        say(f"As you said with the last file of this source: {', '.join(found.remembered)}.")
    show_table(_MAPPING, map(_mapping_row, found.columns))


def _mapping_row(column: MappedColumn) -> tuple[Cell, ...]:
    return (column.theirs, column.ours or ("not used", "dim"), column.note)


@contextmanager
def _progress() -> "Iterator[Any]":
    """A bar on standard error while a person is watching; nothing at all in a pipe."""
    if not margin().is_terminal:
        yield None
        return
    parts = (TextColumn("Importing"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*parts, console=margin(), transient=True) as bar:
        line = bar.add_task("rows", total=None)
        yield lambda done, whole: bar.update(line, completed=done, total=whole)


def _show_report(report: ImportReport) -> None:
    for earlier in report.resumed:
        say(f"An import of {earlier.examination.name} that had been cut off was finished first.")
    if report.rejected_lines:
        rows = [(str(row.line), row.column, row.reason) for row in report.rejected_lines]
        title("Rejected")
        show_table(_REJECTS, rows)
        if any("Declare " in row.reason for row in report.rejected_lines):
            say(_HOW_TO_DECLARE)
    for warning in report.warnings:
        warn(f"Mind: {warning}")
    say(_counts(report))
    if report.rejected and report.rejects_path:
        say(f"The rejected rows are in {report.rejects_path}: correct them there, and import that file.")
    if not report.rows:
        say("The file holds no rows below its first line.")
    if report.is_dry_run:
        say("This was a dry run: nothing was changed.")
    elif report.created + report.changed + report.gone == 0 and not report.rejected:
        say("All of it was known already. Nothing was changed." if report.rows else "Nothing was changed.")


def _counts(report: ImportReport) -> str:
    counts = [
        f"{report.created:,} new",
        f"{report.changed:,} changed",
        f"{report.unchanged:,} as before",
        f"{report.rejected:,} rejected",
    ]
    if report.gone:
        counts.append(f"{report.gone:,} gone")
    return f"{count_words(report.rows, 'row')}: {', '.join(counts)}."
