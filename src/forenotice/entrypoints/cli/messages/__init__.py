"""`forenotice messages`: the words that owners write."""

import typer

from forenotice.entrypoints.cli.messages.translate import translate

app = typer.Typer(help="Work on the words of your messages.", no_args_is_help=True)
app.command("translate")(translate)
