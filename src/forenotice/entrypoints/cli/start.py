"""Runs one command, and turns every fault into a sentence and an exit code."""

import errno
import gc
import io
import os
import sys
from collections.abc import Sequence

import django
import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError

from forenotice.accounts.errors import AccountsError
from forenotice.blueprint.errors import BlueprintError
from forenotice.channels.errors import ChannelError
from forenotice.composer.errors import ComposerError
from forenotice.consent.errors import ConsentError
from forenotice.dispatcher.errors import DispatcherError
from forenotice.engine.errors import EngineError
from forenotice.entrypoints.cli.clock import stop_clock
from forenotice.entrypoints.cli.commands import refuse_unknown
from forenotice.entrypoints.cli.demo.days import END
from forenotice.entrypoints.cli.demo.door import enter, is_inside, words_inside
from forenotice.entrypoints.cli.errors import CommandError, database_sentence
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import fail
from forenotice.ledger.errors import LedgerError
from forenotice.planner.errors import PlannerError
from forenotice.rules.errors import RulesError
from forenotice.sources.errors import SourcesError

OUR_ERRORS = (
    *(AccountsError, BlueprintError, ChannelError, CommandError, ComposerError, ConsentError),
    *(DispatcherError, EngineError, LedgerError, PlannerError, RulesError, SourcesError),
    ImproperlyConfigured,
)

_YOURS = " Let whoever runs this command read and write there."
_ADVICE = {
    errno.ENOSPC: " Make room on that disk, and try again.",
    errno.EROFS: _YOURS,
    errno.EACCES: _YOURS,
    errno.EPERM: _YOURS,
}


def run_command(words: Sequence[str]) -> int:
    """Run the command that these words make, and return its exit code."""
    try:
        return _run(words)
    except Exception as error:
        if os.environ.get("FORENOTICE_DEBUG"):
            raise
        return _tell(error)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _run(words: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a letter shows another one in its place; the command goes on.
            stream.reconfigure(errors="replace")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forenotice.project.settings")
    words = list(words)
    if words[:1] == ["demo"]:
        words = _in_the_demo(words[1:])
    refuse_unknown(words)
    django.setup()
    # Commands import rooms with rows, and those can only be imported once Django stands.
    from forenotice.entrypoints.cli.app import command_line

    app = command_line(words)
    if not gc.isenabled():
        # What was imported stays until the end, so no search for rubbish need ever look through it.
        gc.freeze()
        gc.enable()
    code = app(args=words, prog_name="forenotice", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else ExitCode.DONE


def _in_the_demo(words: Sequence[str]) -> list[str]:
    """The command to run, once this process is the demo's; there, time stands where the walk ended."""
    if not is_inside():
        enter(words)
    command = words_inside(words)
    if command[0] != "demo":
        stop_clock(END)
    return command


def _tell(error: Exception) -> int:
    if isinstance(error, BrokenPipeError):
        # Whoever read our output, such as `head`, has seen enough. Python would complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    if isinstance(error, typer.Abort):
        return ExitCode.INTERRUPTED
    if isinstance(error, typer.TyperException):
        fail(_on_how_to_write(error.format_message().rstrip(".")))
        return error.exit_code
    fail(_sentence(error))
    return error.code if isinstance(error, CommandError) else ExitCode.REFUSED


def _on_how_to_write(said: str) -> str:
    if said.startswith("Usage:"):
        # Nothing was written wrong: half a command shows all that it could become.
        return said
    return f"{said}{'' if said.endswith('?') else '.'} Add --help to see how the command is written."


def _sentence(error: Exception) -> str:
    if isinstance(error, OUR_ERRORS):
        return str(error)
    if isinstance(error, DatabaseError):
        return database_sentence(error)
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        advice = _ADVICE.get(error.errno or 0, "")
        return f"The system refused: {error.strerror or error}{place}.{advice}"
    return (
        f"This should not have happened: {type(error).__name__}: {_first_line(error)}. Nothing more "
        "was done. Set FORENOTICE_DEBUG=1 to see where, and please report it."
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no more is known"])[0].rstrip(".")
