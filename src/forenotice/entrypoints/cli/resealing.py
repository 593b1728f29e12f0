"""`forenotice reseal`: what an owner does to replace the secret key."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from forenotice.dispatcher.operations import durable_commits
from forenotice.engine.key_file import KEY_FILE, is_in_use, put_new_key_first
from forenotice.engine.presence import alone
from forenotice.engine.resealing import seal_everything_anew
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import AsJson, count_words, say, show_json, warn


def reseal(
    new_key: Annotated[
        bool, typer.Option("--new-key", help="First make a new key, and write it before the others.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """After a change of the secret key: seal every stored secret with the newest; stop Forenotice first."""
    home = Path(settings.FORENOTICE_HOME)
    # Once we have said that the older keys may go, a power cut must not bring back what they sealed.
    with alone(home), durable_commits():
        if new_key:
            put_new_key_first(home)
        done = seal_everything_anew()
    if as_json:
        show_json({"sealed_anew": done.anew, "lost": done.lost})
    else:
        is_new = f"{count_words(done.anew, 'row')} with secrets sealed anew." if done.anew else ""
        say(is_new or "All that can be opened was sealed with the newest key already.")
        _tell_of_old_keys(home)
    if done.lost:
        warn(f"No key opens what is sealed in: {', '.join(done.lost)}. Give them their secrets again.")
        raise typer.Exit(ExitCode.IN_PART)


def _tell_of_old_keys(home: Path) -> None:
    if len(settings.FORENOTICE_SECRET_KEYS) == 1:
        say("There is one key. To replace it: forenotice reseal --new-key")
        return
    place = str(home / KEY_FILE) if is_in_use(home) else "FORENOTICE_SECRET_KEY"
    say("No row needs the older keys any more, only links in mails that were sent, what comes back of those,")
    say(f"and older backups. Once all that may end, remove what stands behind the first comma of {place}.")
