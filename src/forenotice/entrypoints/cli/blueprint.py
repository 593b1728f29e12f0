"""`forenotice new`, `apply` and `export`: a whole configuration as one file."""

import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from forenotice.blueprint.difference import Sign
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.operations import Applied, Surroundings, apply_blueprint
from forenotice.blueprint.queries import blueprint_text
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import AsJson, count_words, say, show_json, warn

_STYLES = {Sign.NEW: "green", Sign.CHANGED: "yellow", Sign.GONE: "red"}


def new(
    file: Annotated[Path, typer.Argument(help="Where to write it, such as club.toml.")],
) -> None:
    """Write a blueprint to begin with, full of remarks."""
    text = files(__package__).joinpath("starter.toml").read_text(encoding="utf-8")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise CommandError(f"{file} is there already; choose another name.") from None
    say(f"{file} is written. Fill in what is yours, then run: forenotice apply {file}")


def apply(
    file: Annotated[Path, typer.Argument(help="A blueprint (TOML).")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference and change nothing.")
    ] = False,
    another: Annotated[
        bool, typer.Option("--another", help="Let this instance speak for one more organization.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make everything be as a blueprint declares it."""
    applied = apply_blueprint(
        blueprint=read_blueprint(_read(file), str(file), file.parent),
        name=str(file),
        surroundings=Surroundings(os.environ, file.parent),
        actor=acting_person(),
        now=current_time(),
        dry_run=dry_run,
        may_be_another=another,
    )
    if as_json:
        show_json(_as_plain(applied, dry_run=dry_run))
        return
    for warning in applied.warnings:
        warn(f"Mind: {warning}")
    if not applied.differences:
        say("Everything is as declared already. Nothing was changed.")
        return
    for difference in applied.differences:
        say(str(difference), style=_STYLES[difference.sign])
    found = count_words(len(applied.differences), "difference")
    say(f"{found}, and none of them was made: this was a dry run." if dry_run else f"{found}, all made.")


def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it; standard output if left out.")
    ] = None,
    organization: InOrganization = "",
) -> None:
    """Write the configuration as it stands back as a blueprint, without any secret."""
    text = blueprint_text(chosen_organization(organization))
    if file is None:
        sys.stdout.write(text)
        return
    file.write_text(text, encoding="utf-8")
    say(f"{file} is written.")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CommandError(
            f"There is no file {file}. To begin with one, run: forenotice new {file}"
        ) from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not UTF-8 text; save it as UTF-8 and try again.") from None


def _as_plain(applied: Applied, *, dry_run: bool) -> dict[str, object]:
    return {
        "organization": applied.organization_key,
        "dry_run": dry_run,
        "differences": [
            {"sign": one.sign, "subject": one.subject, "detail": one.detail} for one in applied.differences
        ],
        "warnings": list(applied.warnings),
    }
