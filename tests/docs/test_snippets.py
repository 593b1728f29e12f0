"""What the documentation only mentions works too: pieces of blueprints, conditions, commands."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from forenotice.composer.check import check
from forenotice.entrypoints.cli.app import command_line
from tests.docs.keyboard import type_command
from tests.docs.pages import DOCS, ROOT, pages

FENCED = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(forenotice [^`\n]+)`")
ORGANIZATION = '[organization]\nkey = "club"\nname = "Club"\ntime_zone = "Europe/Paris"\n'


def fenced(page: Path, language: str) -> list[str]:
    """The blocks of a page in one language."""
    found = FENCED.finditer(page.read_text(encoding="utf-8"))
    return [one["text"] for one in found if one["language"] == language]


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("blueprint.md", ""),
        ("import.md", ORGANIZATION),
        ("blocks.md", ORGANIZATION),
        ("zapier.md", ORGANIZATION),
        ("woocommerce.md", ORGANIZATION),
        ("sql.md", ORGANIZATION),
        ("wordpress.md", ORGANIZATION),
        ("bounces.md", ORGANIZATION),
        ("providers.md", ORGANIZATION),
    ],
)
def test_the_pieces_of_a_blueprint_make_one(
    name: str, before: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_CONSUMER_KEY", "ck_open")
    monkeypatch.setenv("SHOP_CONSUMER_SECRET", "cs_sesame")
    monkeypatch.setenv("CLUB_DATABASE_PASSWORD", "open sesame")
    monkeypatch.setenv("WORDPRESS_DATABASE_PASSWORD", "open sesame")
    for name_of_secret in ("SMTP_PASSWORD", "IMAP_PASSWORD", "POSTMARK_TOKEN", "POSTMARK_WEBHOOK"):
        monkeypatch.setenv(name_of_secret, "open:sesame")
    (folder / "club.toml").write_text(before + "\n".join(fenced(DOCS / name, "toml")), encoding="utf-8")
    code, printed = type_command(["apply", "club.toml"], monkeypatch)
    assert code == 0, printed
    assert "Mind:" not in printed
    code, printed = type_command(["export", "again.toml"], monkeypatch)
    assert code == 0, printed
    assert "Nothing was changed" in type_command(["apply", "again.toml"], monkeypatch)[1]


def test_the_conditions_shown_are_sound() -> None:
    shown = fenced(DOCS / "smart-tags.md", "")
    assert shown
    assert [problem for text in shown for problem in check(text, "html")] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = [line for one in FENCED.finditer(text) for line in one["text"].splitlines()]
    typed = [line.removeprefix("$ ") for line in lines if re.match(r"(\$ )?forenotice ", line)]
    wrong = {words for words in [*typed, *INLINE.findall(text)] if not _exists(words)}
    assert not wrong


def _exists(words: str) -> bool:
    command: Any = typer.main.get_command(command_line())
    for word in shlex.split(words.replace("…", "x"), comments=True)[1:]:
        if word.startswith("--"):
            known = {name for one in command.params for name in (*one.opts, *one.secondary_opts, "--help")}
            if word not in known:
                return False
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return False
            command = command.commands[word]
    return True
