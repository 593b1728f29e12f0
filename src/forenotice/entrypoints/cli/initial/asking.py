"""The five questions: asked where somebody sits, taken from options where a script runs."""

import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import typer
from django.conf import settings

from forenotice.accounts.guesses import zone_called
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.initial.answers import (
    CHECKS,
    PASSWORD,
    Answers,
    blueprint_text,
    settings_text,
)
from forenotice.entrypoints.cli.initial.words import LANGUAGES, Words
from forenotice.entrypoints.cli.output import say, warn

_ZONE_FILE = Path("/etc/localtime")


def init(
    database: Annotated[
        str | None, typer.Option("--database", help='Where rows are kept; "" for a file in the home.')
    ] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help='Where people reach it; "" for this computer only.')
    ] = None,
    owner_email: Annotated[str | None, typer.Option("--owner-email", help="Where alerts go.")] = None,
    mail_server: Annotated[
        str | None, typer.Option("--mail-server", help='The server as host:port; "" to decide later.')
    ] = None,
    mail_user: Annotated[
        str | None,
        typer.Option("--mail-user", help=f"Your name there; the password is taken from {PASSWORD}."),
    ] = None,
    time_zone: Annotated[str | None, typer.Option("--time-zone", help="Such as Europe/Paris.")] = None,
    language: Annotated[
        Literal["en", "fr"] | None, typer.Option("--language", help="Of the questions and of the messages.")
    ] = None,
) -> None:
    """Ask five questions, and write the settings file and a blueprint to begin with into the home."""
    home = Path(settings.FORENOTICE_HOME)
    target, blueprint = home / "forenotice.env", home / "blueprint.toml"
    for path in (target, blueprint):
        if path.exists():
            raise CommandError(f"{path} is there already. Change it with an editor, or move it away.")
    spoken: str = language or _language()
    asked = _Questions(LANGUAGES[spoken])
    said = {
        "database": asked.answer("database", database, default=""),
        "base_url": asked.answer("base_url", base_url, default=""),
        "owner_email": asked.answer("owner_email", owner_email),
        "mail_server": asked.answer("mail_server", mail_server, default=""),
    }
    user = asked.answer("mail_user", mail_user, default="") if said["mail_server"] else ""
    password = asked.password() if user else ""
    zone = zone_called(asked.answer("time_zone", time_zone, default=_zone())) or "UTC"
    answers = Answers(spoken, **said, mail_user=user, mail_password=password, time_zone=zone)
    starter = files("forenotice.entrypoints.cli").joinpath("starter.toml").read_text(encoding="utf-8")
    _write(target, settings_text(answers))
    _write(blueprint, blueprint_text(starter, answers))
    words = LANGUAGES[spoken]
    say(words.written.format(path=target))
    if password or said["database"]:
        say(words.private, indent=2)
    say(words.written.format(path=blueprint))
    say(words.go_on)
    say(f"forenotice apply {blueprint}", indent=2)
    say("forenotice serve", indent=2)


class _Questions:
    """Asks in one language, again and again until an answer makes sense."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._may_ask = sys.stdin.isatty()

    def answer(self, name: str, given: str | None, default: str | None = None) -> str:
        """What an option gives, else what a person says; the default where nobody is there to be asked."""
        while True:
            text = given if given is not None else self._ask(name, default)
            text = text.strip()
            if name not in CHECKS or CHECKS[name](text):
                return text
            complaint = str(getattr(self._words, f"bad_{name}"))
            if given is not None or not self._may_ask:
                raise CommandError(f"--{name.replace('_', '-')}: {complaint}")
            warn(complaint)

    def password(self) -> str:
        """The password of the mail server, never shown and never an option, which other users could see."""
        if PASSWORD in os.environ or not self._may_ask:
            return os.environ.get(PASSWORD, "")
        return str(typer.prompt(self._words.mail_word, default="", hide_input=True, show_default=False))

    def _ask(self, name: str, default: str | None) -> str:
        if self._may_ask:
            question = str(getattr(self._words, name))
            return str(typer.prompt(question, default=default, show_default=bool(default)))
        if default is None:
            option = f"--{name.replace('_', '-')}"
            raise CommandError(self._words.missing.format(option=option))
        return default


def _write(path: Path, text: str) -> None:
    """Write a file that nobody else may read; one that is there is left alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CommandError(f"{path} cannot be written ({error.strerror}).") from None


def _language() -> str:
    """The language of this computer, if we have it."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    return "fr" if next(filter(None, names), "").startswith("fr") else "en"


def _zone() -> str:
    """The time zone of this computer, by its IANA name."""
    named = os.environ.get("TZ", "")
    linked = str(_ZONE_FILE.resolve()).rpartition("zoneinfo/")[2]
    return next((name for name in (named, linked) if CHECKS["time_zone"](name)), "UTC")
