"""A stage for each test, with a real SMTP server or the test mailbox."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.smtp_servers import ScriptedServer

if TYPE_CHECKING:
    from tests.support.stage import Stage
    from tests.support.switchboard import Switchboard


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """An SMTP server that takes everything until its script is changed."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def stage(transactional_db: None, home: Path, server: ScriptedServer) -> Iterator["Stage"]:
    """A live organization that speaks by email, with one rule of one step."""
    # This file is read before Django is set up, so rows can only be imported here.
    from tests.support.stage import Stage

    made = Stage(server)
    made.rule("renewals", "7 days")
    yield made
    made.close()


@pytest.fixture
def board(stage: "Stage") -> "Switchboard":
    """Programs to be connected to the stage."""
    from tests.support.switchboard import Switchboard

    return Switchboard(stage)
