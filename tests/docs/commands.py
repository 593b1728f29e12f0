"""The reference of the command line, written from the commands themselves."""

from collections.abc import Iterator
from typing import Any

import typer

from forenotice.entrypoints.cli.app import command_line
from tests.docs.pages import table

# What every command has is said once, above the reference.
_EVERYWHERE = ("help", "organization")


def reference() -> str:
    """A section for each command: how it is written, what it does, what its options mean."""
    sections = _sections("forenotice", typer.main.get_command(command_line()))
    return "\n" + "\n\n".join(section.strip() for section in sections) + "\n\n"


def _sections(path: str, command: Any) -> Iterator[str]:
    for name, inner in command.commands.items():
        if hasattr(inner, "commands"):
            yield from _sections(f"{path} {name}", inner)
        else:
            yield _section(f"{path} {name}", inner)


def _section(path: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [
        one for one in command.params if one.param_type_name == "option" and one.name not in _EVERYWHERE
    ]
    words = " ".join([path, *(_argument(one) for one in arguments)])
    rows = [(f"`{_argument(one)}`", one.help) for one in arguments]
    rows += [(f"`{_option(one)}`", one.help + _default(one)) for one in options]
    rest = table(("", "meaning"), rows) if rows else "\n"
    return f"### `{words}`\n\n{' '.join(command.help.split())}\n{rest}"


def _argument(one: Any) -> str:
    name = (one.metavar or one.name).upper()
    return str(name) if one.required else f"[{name}]"


def _option(one: Any) -> str:
    if one.is_flag:
        return str(one.opts[0])
    return f"{one.opts[0]} {one.metavar or _WORDS.get(one.name, one.name.upper())}"


_WORDS = {"days": "N", "last": "N", "latest": "N", "every": "SECONDS", "state": "STATE", "cap": "N"}


def _default(one: Any) -> str:
    is_worth_saying = not one.is_flag and one.default not in (None, "", [])
    return f" `{one.default}` unless said otherwise." if is_worth_saying else ""
