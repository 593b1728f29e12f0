"""`forenotice upgrade`: what an owner does after installing a later version."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated

import typer
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from forenotice import __version__
from forenotice.engine.backup.making import make_backup
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.database import migrate_alone, version_file
from forenotice.entrypoints.cli.errors import database_sentence
from forenotice.entrypoints.cli.output import AsJson, say, show_json, title, warn

_ASKS_EVERY_SECONDS = 2.0


def upgrade(
    wait: Annotated[
        float, typer.Option("--wait", min=0, help="Minutes to wait for a database that does not answer.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """After installing a later version: back up, bring the tables up to date, and say what has changed."""
    _wait_for_database(wait * 60)
    before = version_file().read_text(encoding="ascii").strip() if version_file().exists() else ""
    kept = migrate_alone(_backup)
    version_file().write_text(f"{__version__}\n", encoding="ascii")
    news = news_since(_changelog(), before) if before else {}
    if as_json:
        show_json({"from": before, "to": __version__, "backup": str(kept) if kept else None, "changes": news})
        return
    if kept:
        say(f"What was here before is kept in {kept}.")
    for version, changes in news.items():
        title(version)
        for change in changes:
            say(f"- {change}", indent=2)
    say(f"This is Forenotice {__version__}, and its tables are up to date.")


def _wait_for_database(seconds: float) -> None:
    """A machine that starts before its database shall not have given up by the time that is there."""
    ends_at, is_told = monotonic() + seconds, False
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            left = ends_at - monotonic()
            if left <= 0:
                raise
            if not is_told:
                warn(f"{database_sentence(error)} It is waited for.")
                is_told = True
            sleep(min(left, _ASKS_EVERY_SECONDS))


def news_since(changelog: str, before: str) -> Mapping[str, list[str]]:
    """The changes of each version that the changelog names before that one, the newest first."""
    found: dict[str, list[str]] = {}
    for heading, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL):
        if heading.split(",")[0] == before:
            break
        found[heading] = [line[2:] for line in body.splitlines() if line.startswith("- ")]
    return found


def _backup() -> Path | None:
    """Where everything is kept as it was; nowhere when there were no tables yet."""
    if not MigrationRecorder(connection).applied_migrations():
        return None
    now = current_time()
    file = Path(settings.FORENOTICE_HOME) / f"before-upgrade-{now:%Y-%m-%dT%H-%M-%S}.tar.gz"
    return make_backup(file, with_keys=False, now=now)


def _changelog() -> str:
    """The notes as they were built into the package; in a checkout they lie at its top."""
    shipped = files("forenotice").joinpath("CHANGELOG.md")
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return Path(__file__).parents[4].joinpath("CHANGELOG.md").read_text(encoding="utf-8")
