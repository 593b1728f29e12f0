"""What the documentation shows is what happens: its sessions are typed, its excerpts are looked for."""

import contextlib
import io
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from forenotice.entrypoints.cli import output
from forenotice.entrypoints.cli.clock import stop_clock
from forenotice.entrypoints.cli.start import run_command
from tests.docs.examples import Block, blocks, edited, is_excerpt, session
from tests.docs.pages import ROOT, pages
from tests.support.instance import Instance
from tests.support.mail_server import MailServer

# The moment at which the examples were written, and the width of the terminal.
WRITTEN_AT = datetime.fromisoformat("2027-03-01T10:00+01:00")
WIDTH = "100"
# What the reader of any other page has done before.
BEGINNING = """
$ export SMTP_PASSWORD="open sesame"
$ forenotice new club.toml
...
$ forenotice apply club.toml
...
"""
HOST = 'host = "smtp.harbour-choir.example"'
WITH_SESSIONS = [page for page in pages() if any(block.kind == "runs" for block in blocks(page))]


class Answer(io.StringIO):
    """A keyboard at which somebody answers a question."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def desk(transactional_db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to type commands in, with an empty instance, at the moment when the examples were written."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("COLUMNS", WIDTH)
    stop_clock(WRITTEN_AT)
    _forget_the_width()
    yield home
    _forget_the_width()
    stop_clock(None)


def _forget_the_width() -> None:
    output.screen.cache_clear()
    output.margin.cache_clear()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer(credentials=("ana@harbour-choir.example", "open sesame")) as server:
        # It runs in this process, where its own warnings would stand between what commands print.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        yield server


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("page", WITH_SESSIONS, ids=lambda page: str(page.relative_to(ROOT)))
def test_sessions_print_what_the_page_shows(
    page: Path, desk: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page != ROOT / "README.md":
        _type(Block("runs", "a blueprint to begin with", BEGINNING), monkeypatch)
    here = f'host = "localhost"\nport = {server.port}\nsecurity = "none"'
    for block in blocks(page):
        if block.kind == "file":
            (desk / block.name).write_text(block.text, encoding="utf-8")
        elif block.kind == "edits":
            path = desk / block.name
            text = edited(path.read_text(encoding="utf-8"), block.text)
            assert HOST in text
            path.write_text(text.replace(HOST, here), encoding="utf-8")
        elif block.kind == "runs":
            _type(block, monkeypatch)
    if page == ROOT / "README.md":
        assert [envelope.rcpt_tos for envelope in server.envelopes] == [
            ["ana@harbour-choir.example"],
            ["luc@example.com"],
        ]


def _type(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    for typed in session(block.text):
        program, *words = typed.words
        if program == "export":
            name, _, value = words[0].partition("=")
            monkeypatch.setenv(name, value)
            continue
        assert program == "forenotice"
        monkeypatch.setattr("sys.stdin", Answer(f"{typed.answer}\n"))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            run_command(words)
        assert is_excerpt(typed.printed, printed.getvalue()), (
            f"{block.name}, $ {' '.join(typed.words)} prints:\n{printed.getvalue()}"
        )


def test_the_demo_prints_what_the_readme_shows(tmp_path: Path) -> None:
    shown = next(block for block in blocks(ROOT / "README.md") if block.kind == "prints")
    printed = Instance(tmp_path).run("demo", environment={"COLUMNS": WIDTH}).stdout
    assert is_excerpt(shown.text, printed), printed
