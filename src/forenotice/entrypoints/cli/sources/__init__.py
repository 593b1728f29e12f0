"""`forenotice sources`: the ways in for facts, declared, tried, pulled, and looked into."""

import typer

from forenotice.entrypoints.cli.sources.check import check
from forenotice.entrypoints.cli.sources.listing import show_list
from forenotice.entrypoints.cli.sources.pull import pull
from forenotice.entrypoints.cli.sources.setting import set_one
from forenotice.entrypoints.cli.sources.show import show

sources = typer.Typer(
    help="See the ways in for facts, declare one, try one without storing anything, and pull one now.",
    no_args_is_help=True,
)
sources.command("list")(show_list)
sources.command("check")(check)
sources.command("pull")(pull)
sources.command("show")(show)
sources.command("set")(set_one)
