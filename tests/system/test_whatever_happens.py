"""Whatever happens in whatever order: nothing is said twice, too late, too early, or to whom it is not due.

``FORENOTICE_TEST_EXAMPLES`` says how many sequences are tried; the suite tries a few.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.support.smtp_servers import ScriptedServer
from tests.system.belief import Belief
from tests.system.events import Beginning, Event, Wait, beginnings, stories
from tests.system.house import House

EXAMPLES = int(os.environ.get("FORENOTICE_TEST_EXAMPLES", "4"))
_CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_CALM)
@given(beginning=beginnings(), happening=stories())
def test_whatever_happens(
    transactional_db: None,
    home: Path,
    server: ScriptedServer,
    beginning: Beginning,
    happening: list[Event],
) -> None:
    house = House(beginning, server)
    belief = Belief(house)
    try:
        for event in [*happening, Wait(6, 8)]:
            for new in house.do(event):
                belief.hear(new)
    finally:
        house.close()
