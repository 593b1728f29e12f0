"""The one folder of scripts: who may put something there to be run, and what is fit to be run."""

import os
import stat
from pathlib import Path

from forenotice.channels.errors import ChannelError

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class UnfitScriptError(ChannelError):
    """A script is not there, or may not be run; the sentence says what to do."""


def find_script(folder: Path, name: str) -> Path:
    """The file of the script; raise :class:`UnfitScriptError`.

    What is found can be changed by nobody but its owner: root, or whoever Forenotice runs as.
    """
    home = _resolved(folder, f"There is no folder {folder}: make it, and put the script {name} there.")
    _refuse_others(home, home.stat())
    path = _resolved(home / name, f"There is no script {name} in {home}.")
    if path.parent != home:
        raise UnfitScriptError(f"The script {name} is a link out of {home}: put the file itself there.")
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise UnfitScriptError(f"{path} is no file that could be run.")
    _refuse_others(path, found)
    if not os.access(path, os.X_OK):
        raise UnfitScriptError(f"{path} may not be run: chmod u+x {path}")
    _refuse_strange_interpreter(path)
    return path


def _resolved(path: Path, absent: str) -> Path:
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        raise UnfitScriptError(absent) from None
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", "") or "its links run in a circle"
        raise UnfitScriptError(f"{path} cannot be read: {why}.") from None


def _refuse_others(path: Path, found: os.stat_result) -> None:
    if found.st_uid not in (0, os.geteuid()):
        raise UnfitScriptError(
            f"{path} belongs to somebody else; it must belong to root, or to whoever Forenotice runs as."
        )
    if found.st_mode & _OTHERS_WRITE:
        raise UnfitScriptError(f"Others can change {path}: chmod go-w {path}")


def _refuse_strange_interpreter(path: Path) -> None:
    """A first line that names a program which is not there makes for a puzzling error later."""
    try:
        with path.open("rb") as file:
            first = file.readline(256)
    except OSError:
        return  # A program may be run without being readable; then it has no interpreter either.
    words = first.removeprefix(b"#!").split() if first.startswith(b"#!") else []
    if words and not os.access(words[0], os.X_OK):
        interpreter = words[0].decode("utf-8", "replace")
        raise UnfitScriptError(f"{path} wants to be run by {interpreter}, which is not there.")
