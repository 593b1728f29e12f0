"""All commands together."""

from typing import Annotated

import typer

from forenotice import __version__
from forenotice.entrypoints.cli import blueprint, future, leave, messages, speaking
from forenotice.entrypoints.cli.channels import channels
from forenotice.entrypoints.cli.check import check
from forenotice.entrypoints.cli.database import make_tables_ready, migrate
from forenotice.entrypoints.cli.deliveries import deliveries
from forenotice.entrypoints.cli.demo.show import demo
from forenotice.entrypoints.cli.explain import explain
from forenotice.entrypoints.cli.importing import import_subscriptions
from forenotice.entrypoints.cli.keys import keys
from forenotice.entrypoints.cli.mailbox import mailbox
from forenotice.entrypoints.cli.output import say
from forenotice.entrypoints.cli.preferences import preferences
from forenotice.entrypoints.cli.serve import serve
from forenotice.entrypoints.cli.suppressions import suppressions

# Wide enough that the list of commands shows whole sentences where the terminal has the room.
_WIDE = {"max_content_width": 140}

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=_WIDE
)

# These make or need no tables; everything else finds them ready.
_WITHOUT_TABLES = ("migrate", "new", "check")


@app.callback(invoke_without_command=True)
def begin(
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


@app.command("migrate")
def migrate_tables() -> None:
    """Bring the tables of the database up to date; the embedded SQLite file sees to that itself."""
    migrate()
    say("The tables are up to date.")


app.command("demo")(demo)
app.command("new")(blueprint.new)
app.command("apply")(blueprint.apply)
app.command("export")(blueprint.export)
app.command("import")(import_subscriptions)
app.command("upcoming")(future.upcoming)
app.command("pulse")(speaking.pulse)
app.command("run")(speaking.run)
app.command("serve")(serve)
app.command("reminders")(future.reminders)
app.command("explain")(explain)
app.command("go-live")(leave.go_live)
app.command("resume")(leave.resume)
app.command("check")(check)
app.add_typer(messages.app, name="messages")
app.add_typer(mailbox, name="mailbox")
app.add_typer(channels, name="channels")
app.add_typer(deliveries, name="deliveries")
app.add_typer(suppressions, name="suppressions")
app.add_typer(preferences, name="preferences")
app.add_typer(keys, name="keys")
