"""All commands together."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from forenotice import __version__
from forenotice.entrypoints.cli.commands import COMMANDS, WITHOUT_TABLES
from forenotice.entrypoints.cli.database import make_tables_ready
from forenotice.entrypoints.cli.output import say

# Wide enough that the list of commands shows whole sentences where the terminal has the room.
_WIDE = {"max_content_width": 140}


class _OnTables(TyperCommand):
    """A command that finds the tables ready: once its words are understood, and not before."""

    def invoke(self, ctx: Any) -> Any:
        """See to the tables, and then do it."""
        make_tables_ready()
        return super().invoke(ctx)


def command_line(words: Sequence[str] = ()) -> typer.Typer:
    """The command that these words begin with, ready to be run; every command if they begin with none."""
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=_WIDE
    )
    app.callback(invoke_without_command=True)(_begin)
    for name in COMMANDS.keys() & set(words[:1]) or COMMANDS:
        module, attribute = COMMANDS[name].split(":")
        found = getattr(import_module(f"{__package__}.{module}"), attribute)
        if isinstance(found, typer.Typer):
            for command in found.registered_commands:
                command.cls = _OnTables
            app.add_typer(found, name=name)
        else:
            app.command(name, cls=None if name in WITHOUT_TABLES else _OnTables)(found)
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
