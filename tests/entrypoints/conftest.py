"""A desk to type commands at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.entrypoints.desk import Desk
from tests.support.smtp_servers import ScriptedServer


@pytest.fixture
def desk(
    transactional_db: None, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """Commands run in this process, with an empty database, an empty home, and that home to type in."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("COLUMNS", "120")
    return Desk(home, capsys)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A mail server on loopback."""
    with ScriptedServer() as server:
        yield server
