"""The way into the demo, which is an instance of its own with its own home, beside nobody's real one."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from django.conf import settings

from forenotice.entrypoints.cli.errors import CommandError

_CALLED_AS = "FORENOTICE_DEMO_CALLED_AS"
LOOKING = ("upcoming", "reminders", "explain", "mailbox", "deliveries", "export", "check")
"""What may be typed behind `forenotice demo` once it was walked through."""


def is_inside() -> bool:
    """Whether this process already is the demo's."""
    return _CALLED_AS in os.environ


def enter(words: Sequence[str]) -> NoReturn:
    """Become the demo's process: the same program, in a home inside ours and with its own database."""
    home = settings.FORENOTICE_HOME / "demo"
    given = os.environ.get("FORENOTICE_HOME", "")
    program = _short(sys.argv[0])
    environment = dict(os.environ) | {
        "FORENOTICE_HOME": str(home),
        "FORENOTICE_DATABASE_URL": "",
        _CALLED_AS: f"FORENOTICE_HOME={_short(given)} {program}" if given else program,
    }
    sys.stdout.flush()
    again = [sys.executable, "-m", "forenotice", "demo", *words]
    os.execve(sys.executable, again, environment)  # noqa: S606  It is this very program again.


def words_inside(words: Sequence[str]) -> list[str]:
    """The command that was meant by what stands behind `demo`; raise :class:`CommandError` for what acts."""
    if not words or words[0].startswith("-"):
        return ["demo", *words]
    if words[0] not in LOOKING:
        raise CommandError(
            f'"{words[0]}" makes no sense in the demo, where time stands still. '
            f"There are: {', '.join(LOOKING)}."
        )
    return list(words)


def called_as() -> str:
    """How the person who is looking calls this program, home and all."""
    return os.environ.get(_CALLED_AS, "forenotice")


def _short(word: str) -> str:
    """A path as one would type it from here; a program that the shell finds by itself by its name alone."""
    if os.sep not in word:
        return word
    path = Path(word).absolute()
    if str(path.parent) in os.get_exec_path():
        return path.name
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
