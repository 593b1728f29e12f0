"""A server that breaks off, refuses, stalls and recovers at random: what counts as said was said, once."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.smtp_servers import ACCEPT, HANG_UP, SILENCE, Script, ScriptedServer, Talk
from tests.support.stage import Stage

pytestmark = pytest.mark.drill

MEMBERS = 120


class Moody:
    """Answers at random, mostly well; it remembers whom it refused for good."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.refused: set[str] = set()
        self.doubtful: set[str] = set()
        self.is_calm = False

    def recipient(self, talk: Talk) -> str:
        who = talk.recipients[-1]
        if who in self.refused:
            return "550 5.1.1 Unknown"
        mood = 0.99 if self.is_calm else self.chance.random()
        if mood < 0.05:
            self.refused.add(who)
            return "550 5.1.1 Unknown"
        if mood < 0.15:
            return "451 4.2.1 Later"
        return HANG_UP if mood < 0.20 else "250 2.1.5 Ok"

    def ready(self, _: Talk) -> str:
        mood = 0.99 if self.is_calm else self.chance.random()
        if mood < 0.04:
            return HANG_UP
        return "421 4.3.2 Closing" if mood < 0.08 else "354 Go on"

    def message(self, talk: Talk) -> str:
        mood = 0.99 if self.is_calm else self.chance.random()
        if mood < 0.04:
            self.doubtful.update(talk.recipients)
            return SILENCE if mood < 0.005 else HANG_UP
        return "451 4.3.0 Later" if mood < 0.10 else ACCEPT


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_a_moody_server_does(
    transactional_db: None, home: Path, server: ScriptedServer, seed: int
) -> None:
    mood = Moody(seed)
    server.script = Script(recipient=mood.recipient, ready=mood.ready, message=mood.message)
    stage = Stage(server, settings={"timeout_seconds": 0.4, "connections": 6})
    stage.rule("renewals", "7 days")
    stage.due(*(f"m{n}" for n in range(MEMBERS)))
    for pulse in range(40):
        mood.is_calm = pulse > 12
        stage.dispatch()
        stage.advance(minutes=7)
    stage.close()
    states = stage.deliveries()
    arrived = Counter(recipient for letter in server.arrived for recipient in letter.recipients)
    by_state = {
        state: {who for who, found in states.items() if found.split()[0] == state}
        for state in ("accepted", "failed", "unknown")
    }
    assert sum(map(len, by_state.values())) == len(states) == MEMBERS, Counter(states.values())
    assert by_state["unknown"] == mood.doubtful, "in doubt are those whose answer never came, and no others"
    assert by_state["accepted"] <= set(arrived)
    assert by_state["failed"] == mood.refused
    assert not by_state["failed"] & set(arrived)
    assert max(arrived.values()) == 1, "nobody heard it twice"
