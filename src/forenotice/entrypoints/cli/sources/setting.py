"""`forenotice sources set`."""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from forenotice.blueprint.one_source import set_source
from forenotice.blueprint.operations import Surroundings
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import say, warn
from forenotice.entrypoints.cli.sources.words import Key
from forenotice.kernel.keys import KEY_RULE, is_key, nearest_key


def set_one(
    key: Key,
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME=VALUE...",
            help="What a blueprint says under [[sources]], such as kind=stripe, pull_every='15 minutes' or "
            "api_key='{ env = \"STRIPE_API_KEY\" }'. NAME= takes one back.",
        ),
    ],
    organization: InOrganization = "",
) -> None:
    """Declare a source, or change some of what is said of it; its secrets are only named, never typed."""
    chosen = chosen_organization(organization)
    if not is_key(key):
        raise CommandError(
            f'"{key}" cannot name a source. {KEY_RULE}, such as "{nearest_key(key, "members")}".'
        )
    done = set_source(
        organization=chosen,
        key=key,
        values=dict(_read(each) for each in values),
        surroundings=Surroundings(os.environ, Path.cwd()),
        actor=acting_person(),
        now=current_time(),
    )
    for warning in done.warnings:
        warn(f"Mind: {warning}")
    if not done.is_changed:
        say(f"{key} is so already. Nothing was changed.")
        return
    say(f"{key} is declared. To try it without keeping anything, run: forenotice sources check {key}")


def _read(written: str) -> tuple[str, Any]:
    """A name and its value: TOML where it is TOML, else the very words."""
    name, is_split, value = written.partition("=")
    name = name.strip()
    if not is_split or not name:
        raise CommandError(f'"{written}" is no NAME=VALUE, such as kind=stripe.')
    if name == "key":
        raise CommandError("A source keeps its key: everything that it told is filed under it.")
    if not value.strip():
        return name, None
    try:
        return name, _with_whole_path(tomllib.loads(f"value = {value}")["value"])
    except tomllib.TOMLDecodeError:
        return name, value


def _with_whole_path(value: Any) -> Any:
    """A file is found from anywhere when its whole path is kept."""
    if isinstance(value, dict) and isinstance(path := value.get("file"), str) and len(value) == 1:
        return {"file": str(Path(path).expanduser().absolute())}
    return value
