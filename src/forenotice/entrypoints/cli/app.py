"""All commands together."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from forenotice import __version__
from forenotice.entrypoints.cli.database import make_tables_ready
from forenotice.entrypoints.cli.output import say

# Each command, and where it is. Importing all of them takes longer than most of them run, so only the one
# that was asked for is imported.
_COMMANDS = {
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
_WITHOUT_TABLES = ("init", "migrate", "new", "check", "upgrade", "backup", "restore")

# Wide enough that the list of commands shows whole sentences where the terminal has the room.
_WIDE = {"max_content_width": 140}


def command_line(words: Sequence[str] = ()) -> typer.Typer:
    """The command that these words begin with, ready to be run; every command if they begin with none."""
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=_WIDE
    )
    app.callback(invoke_without_command=True)(_begin)
    for name in _COMMANDS.keys() & set(words[:1]) or _COMMANDS:
        module, attribute = _COMMANDS[name].split(":")
        found = getattr(import_module(f"{__package__}.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _begin(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Tells members, ahead of time and once, that a payment is coming."""
    if version:
        say(f"forenotice {__version__}")
    elif context.invoked_subcommand is None:
        say(context.get_help())
    elif context.invoked_subcommand not in _WITHOUT_TABLES:
        make_tables_ready()
