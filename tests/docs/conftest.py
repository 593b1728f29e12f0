"""A folder to type commands in, at the moment when the documentation was written."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from forenotice.entrypoints.cli import output
from forenotice.entrypoints.cli.clock import stop_clock

WRITTEN_AT = datetime.fromisoformat("2027-03-01T10:00+01:00")


@pytest.fixture
def folder(transactional_db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty instance, and a terminal of 100 columns."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("COLUMNS", "100")
    stop_clock(WRITTEN_AT)
    _forget_the_width()
    yield home
    _forget_the_width()
    stop_clock(None)


def _forget_the_width() -> None:
    output.screen.cache_clear()
    output.margin.cache_clear()
