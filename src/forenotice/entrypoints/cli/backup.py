"""`forenotice backup` and `forenotice restore`: the whole of an instance as one file, and back again."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from forenotice.engine.backup.archive import Manifest
from forenotice.engine.backup.making import make_backup
from forenotice.engine.backup.restoring import Restored, check_backup, restore_backup
from forenotice.engine.host import standing
from forenotice.engine.states import HOLD_SENTENCES
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.database import migrate
from forenotice.entrypoints.cli.output import AsJson, say, show_json, warn


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, or the folder to write it into.")],
    with_keys: Annotated[
        bool,
        typer.Option(
            "--with-keys", help="Put in the secret key and the settings, too. Keep it like a password."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything into one file, as it is at this moment; nothing need be stopped."""
    made = make_backup(file, with_keys=with_keys, now=current_time())
    if as_json:
        show_json({"file": str(made), "bytes": made.stat().st_size, "with_keys": with_keys})
        return
    say(f"Written to {made} ({made.stat().st_size:,} bytes).")
    if with_keys:
        say("Whoever has this file can open every secret in it. Keep it as you keep passwords.")
    else:
        say("The key that opens its secrets is not in it: keep secret.key of the home elsewhere.")


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a database that is not empty; it is kept aside.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Only check the backup; change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let everything be as it was when that backup was made; it is checked before anything is touched."""
    if check:
        _show_check(file, check_backup(file), as_json=as_json)
        return
    done = restore_backup(file, replace=replace, migrate=migrate, now=current_time())
    hold = standing().hold
    if as_json:
        show_json({**_plain(done.manifest), **_plain_restored(done), "held": hold or None})
        return
    say(f"{file} of {done.manifest.made_at} is put back.", "bold green")
    if done.kept:
        say(f"What was here before is kept in {done.kept}.")
    if done.new_key:
        say("The key that came with it is in use from the next command on; the old one is kept beside it.")
    if done.settings:
        say(f"Its settings are in {done.settings}: if they fit, name the file forenotice.env.")
    if not done.opens_secrets:
        warn(
            "The key here does not open the secrets in this backup. Put the secret.key it was made with into "
            "the home, or set FORENOTICE_SECRET_KEY to it."
        )
    say("People, passwords and keys are as they were then, and everybody has to sign in anew. Whom you have")
    say("shown out since may come in again: look at People and at Keys in the settings of the console.")
    if hold:
        say(f"Sending is held. {HOLD_SENTENCES[hold]} See: forenotice resume")


def _show_check(file: Path, manifest: Manifest, *, as_json: bool) -> None:
    if as_json:
        show_json(_plain(manifest))
    else:
        keys = "with" if manifest.with_keys else "without"
        say(f"{file} is whole: version {manifest.version}, made {manifest.made_at}, {keys} keys.")


def _plain(manifest: Manifest) -> dict[str, object]:
    words = asdict(manifest)
    return {name: words[name] for name in ("version", "made_at", "database", "with_keys")}


def _plain_restored(done: Restored) -> dict[str, object]:
    kept = str(done.kept) if done.kept else None
    return {"kept": kept, "opens_secrets": done.opens_secrets}
