"""A process that is killed at any moment loses nothing, says nothing twice, and leaves little in doubt."""

import random
import time
from collections import Counter

import pytest

from tests.drills.theatre import theatre
from tests.support.instance import Instance

pytestmark = pytest.mark.drill

REMINDERS, KILLS, CONNECTIONS = 2_000, 32, 8


def test_thirty_kills_lose_nothing_and_double_nothing(instance: Instance) -> None:
    chance = random.Random(20_260_302)
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=CONNECTIONS, rows=REMINDERS)
        unknown_before = kills = 0
        while kills < KILLS:
            before = sum(stage.arrived.values())
            worker = stage.start("speak")
            if chance.random() < 0.3:
                time.sleep(chance.uniform(0.0, 0.3))
            else:
                stage.wait_for_arrivals(before + chance.randrange(1, 70), worker)
            assert not worker.is_done, worker.wait()
            worker.kill()
            kills += 1
            states = Counter(stage.deliveries().values())
            in_doubt = states["attempting"] + states["unknown"]
            assert in_doubt - unknown_before <= CONNECTIONS, "more in doubt than there are connections"
            unknown_before = in_doubt
        stage.do("speak")
        deliveries, arrived = stage.deliveries(), stage.arrived
        reminders = stage.reminders()
    assert reminders == {"released": REMINDERS}
    assert len(deliveries) == REMINDERS
    assert set(deliveries.values()) <= {"accepted", "unknown"}
    assert max(arrived.values()) == 1, "nobody hears it twice"
    accepted = {recipient for recipient, state in deliveries.items() if state == "accepted"}
    assert accepted <= set(arrived), "what counts as said has arrived"
    lost = set(deliveries) - set(arrived)
    assert lost <= {recipient for recipient, state in deliveries.items() if state == "unknown"}
    assert unknown_before <= KILLS * CONNECTIONS
