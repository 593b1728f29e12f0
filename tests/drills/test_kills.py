"""A process that is killed at any moment loses nothing, says nothing twice, and leaves little in doubt."""

import random
import time
from collections import Counter

import pytest

from tests.drills.theatre import theatre
from tests.support.instance import Instance

pytestmark = pytest.mark.drill

REMINDERS, KILLS, CONNECTIONS = 2_000, 30, 8


def test_thirty_kills_lose_nothing_and_double_nothing(instance: Instance) -> None:
    chance = random.Random(20_260_302)
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=CONNECTIONS, rows=REMINDERS)
        unknown_before = kills = kills_while_speaking = 0
        while kills_while_speaking < KILLS:
            before = sum(stage.arrived.values())
            worker = stage.start("speak")
            if chance.random() < 0.2:
                # Anywhere: before the first word, too, and between two stations.
                time.sleep(chance.uniform(0.0, 0.3))
            else:
                stage.wait_for_arrivals(before + chance.randrange(1, 50), worker)
            assert not worker.is_done, worker.wait()
            worker.kill()
            assert worker.wait() == "killed"
            kills += 1
            kills_while_speaking += before < sum(stage.arrived.values()) < REMINDERS
            states = Counter(stage.deliveries().values())
            in_doubt = states["attempting"] + states["unknown"]
            assert in_doubt - unknown_before <= CONNECTIONS, "more in doubt than there are connections"
            unknown_before = in_doubt
        stage.do("speak")
        deliveries, arrived = stage.deliveries(), stage.arrived
        reminders = stage.reminders()
    assert reminders == {"released": REMINDERS}
    assert unknown_before, "no kill ever met a message on its way"
    assert unknown_before <= kills * CONNECTIONS
    _assert_once(deliveries, arrived, REMINDERS)


def test_who_goes_on_takes_over_from_who_is_killed(instance: Instance) -> None:
    chance = random.Random(20_260_303)
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=CONNECTIONS, rows=1_000)
        survivor = stage.start("speak")
        for _ in range(5):
            before = sum(stage.arrived.values())
            other = stage.start("speak")
            stage.wait_for_arrivals(before + chance.randrange(1, 100), survivor)
            other.kill()
        assert survivor.wait() == "ok"
        stage.do("speak")
        deliveries, arrived = stage.deliveries(), stage.arrived
        reminders = stage.reminders()
    assert reminders == {"released": 1_000}
    assert Counter(deliveries.values())["unknown"] <= 5 * CONNECTIONS
    _assert_once(deliveries, arrived, 1_000)


def _assert_once(deliveries: dict[str, str], arrived: "Counter[str]", count: int) -> None:
    """Everything is said or in doubt, what counts as said arrived, and nobody heard anything twice."""
    assert len(deliveries) == count
    assert set(deliveries.values()) <= {"accepted", "unknown"}
    assert max(arrived.values()) == 1, "nobody hears it twice"
    accepted = {recipient for recipient, state in deliveries.items() if state == "accepted"}
    assert accepted <= set(arrived), "what counts as said has arrived"
    lost = set(deliveries) - set(arrived)
    assert lost <= {recipient for recipient, state in deliveries.items() if state == "unknown"}
