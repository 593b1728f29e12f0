"""`forenotice suppressions`: the addresses to which nothing may go."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from forenotice.consent.errors import FileRefusedError
from forenotice.consent.operations import ImportedList, NewSuppression, import_list, lift, suppress
from forenotice.consent.queries import (
    SuppressionTold,
    count_suppressions,
    list_suppressions,
    suppressions_as_rows,
)
from forenotice.consent.states import SuppressionReason
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import (
    AsJson,
    Cell,
    Column,
    count_words,
    moment_words,
    say,
    show_json,
    show_table,
    title,
)
from forenotice.kernel.local_time import end_of_day, local_day, start_of_day

suppressions = typer.Typer(help="See and say to which addresses nothing may go.", no_args_is_help=True)

_COLUMNS = (
    Column("address", folds=True),
    Column("since"),
    Column("until"),
    Column("why", folds=True),
    Column("by", style="dim"),
)
_REJECTS = (Column("line", align="right"), Column("column"), Column("why", folds=True))
_DAY = ["%Y-%m-%d"]
Reasons = Annotated[
    list[SuppressionReason] | None,
    typer.Option("--reason", help="Only those for this reason; may be given several times."),
]
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=_DAY, metavar="DAY", help="Only those of that day or later."),
]


@suppressions.command("list")
def show_list(
    reason: Reasons = None,
    since: Since = None,
    every: Annotated[bool, typer.Option("--all", help="Those that have ended too.")] = False,
    last: Annotated[int, typer.Option("--last", min=1, help="At most so many, the newest.")] = 100,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """List the addresses to which nothing may go, the newest last."""
    chosen, now = chosen_organization(organization), current_time()
    found = list_suppressions(
        chosen,
        now=now,
        reasons=reason or (),
        with_ended=every,
        since=None if since is None else start_of_day(since.date(), chosen.time_zone),
        limit=last,
        newest_first=True,
    )
    found.reverse()
    if as_json:
        show_json([asdict(one) for one in found])
    elif found:
        show_table(_COLUMNS, (_cells(one, chosen.time_zone) for one in found))
        count = count_suppressions(chosen, now=now)
        say(f"{count_words(count, 'address is', 'addresses are')} suppressed in all.", "dim")
    else:
        say("No address is suppressed." if not (reason or since) else "None is.")


@suppressions.command("add")
def add(
    addresses: Annotated[list[str], typer.Argument(help="The addresses.")],
    why: Annotated[str, typer.Option("--why", metavar="WORDS", help="Why, for whoever asks later.")] = "",
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=_DAY, metavar="DAY", help="Through that day; for good otherwise."),
    ] = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Send nothing to these addresses any more, whatever it is."""
    chosen, now = chosen_organization(organization), current_time()
    if until is not None and until.date() < local_day(now, chosen.time_zone):
        raise CommandError(f"{until.date()} is past. Name a day to come, or none at all.")
    ends_at = None if until is None else end_of_day(until.date(), chosen.time_zone)
    wanted = [
        NewSuppression(address.strip(), SuppressionReason.OWNER, why, ends_at=ends_at)
        for address in addresses
    ]
    done = suppress(organization=chosen, wanted=wanted, actor=acting_person(), now=now)
    if as_json:
        show_json({"added": done.added, "standing": [asdict(one) for one in done.standing]})
        return
    if done.added:
        say(f"Nothing goes to {count_words(done.added, 'address', 'addresses')} any more.")
    if known := len(done.standing) - done.added:
        say(f"{count_words(known, 'was', 'were')} suppressed already.")


@suppressions.command("remove")
def remove(
    addresses: Annotated[list[str] | None, typer.Argument(help="The addresses.")] = None,
    reason: Reasons = None,
    since: Since = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Let these addresses be used again, or all that were suppressed for a reason and since a day."""
    chosen, now = chosen_organization(organization), current_time()
    if bool(addresses) == bool(reason or since):
        raise CommandError(
            "Say which: addresses, or else --reason and --since. See: forenotice suppressions list"
        )
    names = addresses or []
    if not addresses:
        begun = None if since is None else start_of_day(since.date(), chosen.time_zone)
        found = list_suppressions(chosen, now=now, reasons=reason or (), since=begun)
        names = [one.address for one in found]
    done = lift(organization=chosen, addresses=names, actor=acting_person(), now=now)
    if as_json:
        show_json({"removed": [asdict(one) for one in done]})
    elif done:
        say(f"{count_words(len(done), 'address', 'addresses')} may be used again.")
    else:
        say("None of them was suppressed, so nothing was done.")


@suppressions.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="A list (CSV, UTF-8) with a column called address or email.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it holds; change nothing.")] = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Take in a list of addresses to which nothing may go."""
    chosen, now = chosen_organization(organization), current_time()
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            done = import_list(
                organization=chosen, lines=lines, dry_run=dry_run, actor=acting_person(), now=now
            )
    except UnicodeDecodeError:
        raise FileRefusedError(f"{file} is not UTF-8. Save it as CSV UTF-8 and import that.") from None
    if as_json:
        rejected = [row._asdict() for row in done.rejected]
        show_json({"rows": done.rows, "added": done.added, "known": done.known, "rejected": rejected})
    else:
        _show_imported(done, is_dry_run=dry_run)
    if done.rejected:
        raise typer.Exit(ExitCode.IN_PART)


@suppressions.command("export")
def give_out(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; otherwise it is printed.")] = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Write the addresses to which nothing may go as a list that `import` reads."""
    chosen, now = chosen_organization(organization), current_time()
    if as_json:
        show_json([asdict(one) for one in list_suppressions(chosen, now=now)])
        return
    rows = suppressions_as_rows(chosen, now=now)
    if file is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
        return
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)
    say(f"{count_words(count_suppressions(chosen, now=now), 'address', 'addresses')} written to {file}.")


def _show_imported(done: ImportedList, *, is_dry_run: bool) -> None:
    if done.rejected:
        title("Rejected")
        show_table(_REJECTS, ((str(row.line), row.column, row.reason) for row in done.rejected))
    counts = f"{done.added:,} new, {done.known:,} as before, {len(done.rejected):,} rejected"
    say(f"{count_words(done.rows, 'row')}: {counts}.")
    if is_dry_run:
        say("This was a dry run: nothing was changed.")


def _cells(one: SuppressionTold, zone: str) -> Sequence[Cell]:
    end = one.lifted_at or one.ends_at
    return (
        one.address,
        moment_words(one.began_at, zone),
        moment_words(end, zone),
        one.why,
        one.lifted_by or one.actor,
    )
