"""`forenotice messages`: the words that owners write."""

import typer

from forenotice.entrypoints.cli.messages.check import check
from forenotice.entrypoints.cli.messages.listing import list_all
from forenotice.entrypoints.cli.messages.preview import preview
from forenotice.entrypoints.cli.messages.publish import publish
from forenotice.entrypoints.cli.messages.send_test import send_test
from forenotice.entrypoints.cli.messages.show import show
from forenotice.entrypoints.cli.messages.translate import translate

app = typer.Typer(help="Work on the words of your messages.", no_args_is_help=True)
app.command("list")(list_all)
app.command("show")(show)
app.command("publish")(publish)
app.command("check")(check)
app.command("preview")(preview)
app.command("send-test")(send_test)
app.command("translate")(translate)
