"""The names of all commands, known before anything is made or imported."""

import difflib
from collections.abc import Sequence

from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.exits import ExitCode

# Each command, and where it is. Importing all of them takes longer than most of them run, so only the one
# that was asked for is imported.
COMMANDS = {
    "init": "initial.asking:init",
    "migrate": "database:migrate_tables",
    "demo": "demo.show:demo",
    "new": "blueprint:new",
    "apply": "blueprint:apply",
    "export": "blueprint:export",
    "import": "importing:import_subscriptions",
    "upcoming": "future:upcoming",
    "pulse": "speaking:pulse",
    "run": "speaking:run",
    "serve": "serve:serve",
    "reminders": "future:reminders",
    "forecast": "forecast:forecast",
    "explain": "explain:explain",
    "go-live": "leave:go_live",
    "resume": "leave:resume",
    "check": "check:check",
    "upgrade": "upgrading:upgrade",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "reseal": "resealing:reseal",
    "messages": "messages:app",
    "mailbox": "mailbox:mailbox",
    "channels": "channels:channels",
    "deliveries": "deliveries:deliveries",
    "sources": "sources:sources",
    "suppressions": "suppressions:suppressions",
    "preferences": "preferences:preferences",
    "bounces": "bounces:bounces",
    "members": "members:members",
    "keys": "keys:keys",
    "people": "people:people",
}

# These make or need no tables; everything else finds them ready.
WITHOUT_TABLES = ("init", "migrate", "new", "check", "upgrade", "backup", "restore")


class UnknownCommandError(CommandError):
    """There is no such command; the message names the nearest one."""

    code = ExitCode.USAGE


def refuse_unknown(words: Sequence[str]) -> None:
    """Raise :class:`UnknownCommandError` when these words begin with the name of no command."""
    if not words or words[0].startswith("-") or words[0] in COMMANDS:
        return
    near = difflib.get_close_matches(words[0], COMMANDS, n=1, cutoff=0.7)
    advice = f'Did you mean "{near[0]}"? ' if near else ""
    raise UnknownCommandError(f'There is no command "{words[0]}". {advice}All of them: forenotice --help')
