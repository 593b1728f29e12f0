"""What the documentation shows is what happens: its examples are typed, its excerpts are looked for."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.examples import Block, blocks, edited, is_excerpt, typed_lines
from tests.docs.keyboard import type_command
from tests.docs.pages import ROOT, pages
from tests.support.instance import Foundry, Instance
from tests.support.mail_server import MailServer

README = ROOT / "README.md"
WITH_EXAMPLES = [page for page in pages() if any(block.kind == "runs" for block in blocks(page))]
# What the reader of any other page has done before.
BEGINNING = """
$ export SMTP_PASSWORD="open sesame"
$ forenotice new club.toml
...
$ forenotice apply club.toml
...
"""
HOST = 'host = "smtp.harbour-choir.example"'


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer(credentials=("ana@harbour-choir.example", "open sesame")) as server:
        # It runs in this process, where its own warnings would stand between what commands print.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        yield server


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_print_what_the_page_shows(
    page: Path, folder: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page != README:
        _type(Block("runs", "a blueprint to begin with", BEGINNING), monkeypatch)
    for block in blocks(page):
        if block.kind == "file":
            _write(folder / block.name, block.text)
        elif block.kind == "edits":
            _edit(folder / block.name, block.text, server.port)
        elif block.kind == "runs":
            _type(block, monkeypatch)
    told = [envelope.rcpt_tos for envelope in server.envelopes]
    assert told == ([["ana@harbour-choir.example"], ["luc@example.com"]] if page == README else [])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if text.startswith("#!"):
        path.chmod(0o755)


def _edit(path: Path, edits: str, port: int) -> None:
    """Edit a blueprint, and let its mail account be the one on loopback."""
    text = edited(path.read_text(encoding="utf-8"), edits)
    assert HOST in text
    here = f'host = "localhost"\nport = {port}\nsecurity = "none"'
    path.write_text(text.replace(HOST, here), encoding="utf-8")


def _type(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    for typed in typed_lines(block.text):
        program, *words = typed.words
        if program == "export":
            name, _, value = words[0].partition("=")
            monkeypatch.setenv(name, value)
            continue
        assert program == "forenotice"
        _, printed = type_command(words, monkeypatch, typed.answer)
        assert is_excerpt(typed.printed, printed), f"$ {' '.join(typed.words)} prints:\n{printed}"


def test_the_demo_prints_what_the_readme_shows(foundry: Foundry, tmp_path: Path) -> None:
    if foundry.server is not None:
        pytest.skip("the demo keeps its rows in a file of its own")
    # That a first command makes its tables is seen elsewhere, and takes longer than the walk.
    foundry.new_instance(tmp_path / "demo")
    shown = next(block for block in blocks(README) if block.kind == "prints")
    printed = Instance(tmp_path).run("demo", environment={"COLUMNS": "100"}).stdout
    assert is_excerpt(shown.text, printed), printed
