"""Five questions become a settings file that only its owner reads, and a blueprint that applies."""

import os
import pty
import re
import select
import subprocess
import termios
import time
from pathlib import Path

import pytest
from dotenv import dotenv_values

from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.initial.answers import CHECKS, Answers, settings_text
from tests.entrypoints.desk import Desk
from tests.support.instance import COMMAND, Instance


@pytest.mark.parametrize("value", ["simple", "it's", "back\\slash", "$HOME #1", 'say "no"', "é ü\u00a0!"])
def test_whatever_a_password_holds_is_read_again_as_it_was(value: str, tmp_path: Path) -> None:
    answers = Answers("en", "", "", "o@example.org", "smtp.example.org", "o", value, "UTC")
    (tmp_path / "some.env").write_text(settings_text(answers), encoding="utf-8")
    assert dotenv_values(tmp_path / "some.env") == {"SMTP_PASSWORD": value}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "database",
            ["", "postgresql://u:p@h/n", "sqlite:///x.sqlite3"],
            ["mysql://h/n", "x", "postgresql://h"],
        ),
        (
            "base_url",
            ["", "https://a.example", "http://localhost:8000"],
            ["a.example", "ftp://a", "https://"],
        ),
        ("owner_email", ["o@example.org"], ["", "o", "o@"]),
        ("mail_server", ["", "smtp.example.org", "10.0.0.1:25"], ["smtp example", "a:b", "http://a"]),
        (
            "time_zone",
            ["Europe/Paris", "UTC", "berlin", "São Paulo", "new york"],
            ["", "Lyon", "../etc", "+01:00"],
        ),
    ],
)
def test_which_answers_make_sense(name: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not CHECKS[name](text)] == []
    assert [text for text in bad if CHECKS[name](text)] == []


def test_a_script_gives_options_and_nothing_is_ever_written_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "it's secret")
    words = ("init", "--base-url", "https://reminders.example.org", "--time-zone", "paris")
    mail = ("--mail-server", "smtp.example.org:465", "--mail-user", "club@example.org", "--language", "fr")
    assert "--owner-email" in desk.run(*words, *mail, expect=ExitCode.REFUSED).stderr
    refused = desk.run(*words, "--owner-email", "nobody", expect=ExitCode.REFUSED).stderr
    assert "--owner-email: Write an email address" in refused
    assert "est écrit" in desk.run(*words, *mail, "--owner-email", "owner@example.org").stdout
    written = desk.home / "forenotice.env"
    assert written.stat().st_mode & 0o777 == 0o600
    assert dotenv_values(written) == {
        "FORENOTICE_BASE_URL": "https://reminders.example.org",
        "SMTP_PASSWORD": "it's secret",
    }
    applied = desk.run("apply", desk.home / "blueprint.toml").stdout
    assert "smtp.example.org" not in applied
    text = desk.run("export").stdout
    for line in ('locale = "fr"', 'host = "smtp.example.org"', "port = 465", 'security = "tls"'):
        assert line in text
    before = written.read_bytes()
    again = desk.run(*words, "--owner-email", "owner@example.org", expect=ExitCode.REFUSED).stderr
    assert "there already" in again
    assert written.read_bytes() == before


def test_without_a_mail_server_everything_goes_to_the_test_mailbox(desk: Desk) -> None:
    desk.run("init", "--owner-email", "owner@example.org")
    desk.run("apply", desk.home / "blueprint.toml")
    assert 'kind = "mailbox"' in desk.run("export").stdout


def test_a_person_is_asked_in_their_language_and_the_password_is_not_shown(instance: Instance) -> None:
    ours, theirs = pty.openpty()
    environment = instance.environment | {"LANG": "fr_FR.UTF-8", "TERM": "dumb"}
    asked = subprocess.Popen(
        [COMMAND, "init"],
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        # A session of its own has no other terminal that a password could be asked at.
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    for question, answer in (
        ("1. ", "mysql://no\n"),
        ("Écrivez postgresql.*1. ", "\n"),
        ("2. ", "\n"),
        ("3. ", "moi@example.org\n"),
        ("4. ", "smtp.example.org\n"),
        ("identifiant", "moi\n"),
        ("mot de passe", "sésame\n"),
        ("5. ", "Europe/Paris\n"),
    ):
        shown += read_until(ours, question)
        while "passe" in question and termios.tcgetattr(ours)[3] & termios.ECHO:
            time.sleep(0.02)
        os.write(ours, answer.encode())
    shown += read_until(ours, "forenotice serve")
    assert asked.wait(60) == 0
    os.close(ours)
    assert "sésame" not in shown
    assert dotenv_values(instance.home / "forenotice.env") == {"SMTP_PASSWORD": "sésame"}


def read_until(terminal: int, pattern: str) -> str:
    """What a terminal shows until something like that stands there."""
    shown, ends_at = b"", time.monotonic() + 60
    while not re.search(pattern, shown.decode(errors="replace"), re.DOTALL):
        assert time.monotonic() < ends_at, shown
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 10_000)
    return shown.decode(errors="replace")
