"""A program that fails at random hears of everything, however often we are killed, and knows it by its id."""

import os
import random
import time
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from tests.drills.theatre import theatre
from tests.support.instance import Instance
from tests.support.web_sinks import Answer, Asked, WebSink
from tests.support.webhooks import SECRET

pytestmark = pytest.mark.drill

REMINDERS, ROUNDS = 120, 8
SEEDS = range(int(os.environ.get("FORENOTICE_TEST_EXAMPLES", "1")))

FAILURES = [
    Answer(500),
    Answer(302, headers={"Location": "https://example.org/"}),
    Answer(429, headers={"Retry-After": "30"}),
    Answer(vanishes=True),
    Answer(after=0.05),
]


class MoodyProgram:
    """Remembers whatever came whole, also where its answer was none or bad."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.is_calm = False
        self.bodies: dict[str, set[bytes]] = defaultdict(set)
        self.copies = 0
        self.is_always_signed = True

    def __call__(self, asked: Asked) -> Answer:
        self.copies += 1
        self.bodies[asked.headers["webhook-id"]].add(asked.body)
        at = datetime.fromtimestamp(int(asked.headers["webhook-timestamp"]), UTC)
        signed = Webhook(SECRET).sign(asked.headers["webhook-id"], at, asked.body.decode())
        self.is_always_signed &= asked.headers["webhook-signature"] == signed
        fails = not self.is_calm and self._chance.random() < 0.4
        return self._chance.choice(FAILURES) if fails else Answer()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_program_that_fails_at_random_hears_of_everything(instance: Instance, seed: int) -> None:
    chance = random.Random(20_260_302 + seed)
    program = MoodyProgram(chance)
    with WebSink() as sink, theatre(instance, FORENOTICE_WEBHOOK_ALLOW="127.0.0.1") as stage:
        sink.answer = program
        stage.do("prepare_program", url=sink.url, secret=SECRET, rows=REMINDERS)
        days, kills = 1.0, 0
        for _ in range(ROUNDS):
            before = program.copies
            worker = stage.start("speak", days=days)
            wanted = before + chance.randrange(1, 20)
            if chance.random() < 0.8:
                while not worker.is_done and program.copies < wanted:
                    time.sleep(0.002)
                kills += not worker.is_done
                worker.kill()
            else:
                assert worker.wait() == "ok", worker.wait()
            days += chance.uniform(0.01, 0.3)
        program.is_calm = True
        while days < 7.9 and set(stage.deliveries().values()) != {"accepted"}:
            days += 0.5
            stage.do("speak", days=days)
        deliveries = stage.deliveries()
    assert kills, "no kill ever met it at work"
    assert program.is_always_signed
    assert set(deliveries.values()) == {"accepted"}
    assert set(program.bodies) == set(deliveries)
    assert len(deliveries) == REMINDERS
    assert {len(bodies) for bodies in program.bodies.values()} == {1}, "a copy differs from the first"
    assert program.copies > REMINDERS, "nothing was ever told twice, so nothing was tried here"
