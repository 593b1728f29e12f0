"""Two processes at once share the work; one that is told to stop finishes what it has begun."""

from collections import Counter

import pytest

from tests.drills.theatre import theatre
from tests.support.instance import Instance

pytestmark = pytest.mark.drill


def test_two_processes_at_once_say_everything_once(instance: Instance) -> None:
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=4, rows=800)
        workers = [stage.start("speak") for _ in range(2)]
        assert [worker.wait() for worker in workers] == ["ok", "ok"]
        assert Counter(stage.deliveries().values()) == {"accepted": 800}
        arrived = stage.arrived
    assert len(arrived) == 800
    assert set(arrived.values()) == {1}


def test_told_to_stop_it_finishes_what_is_in_flight(instance: Instance) -> None:
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=4, rows=800)
        worker = stage.start("speak", forever=True)
        stage.wait_for_arrivals(50, worker)
        worker.stop()
        assert worker.wait() == "ok"
        states = Counter(stage.deliveries().values())
        assert set(states) == {"accepted"}
        assert 50 <= states["accepted"] < 800, "it did not wait for the rest"
        assert states["accepted"] == len(stage.arrived)
        assert stage.reminders()["planned"] == 800 - states["accepted"]


def test_a_database_that_somebody_locks_is_waited_for(instance: Instance) -> None:
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=4, rows=400)
        worker = stage.start("speak")
        stage.wait_for_arrivals(40, worker)
        locker = stage.start("lock", seconds=2)
        assert worker.wait() == "ok"
        assert locker.wait() == "ok"
        assert Counter(stage.deliveries().values()) == {"accepted": 400}
        assert set(stage.arrived.values()) == {1}


def test_receipts_outlive_a_lock_that_lasts_too_long(instance: Instance) -> None:
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=4, rows=400)
        worker = stage.start("speak", patience=0.3)
        stage.wait_for_arrivals(40, worker)
        locker = stage.start("lock", seconds=3)
        worker.wait()
        assert locker.wait() == "ok"
        states = Counter(stage.deliveries().values())
        assert set(states) == {"accepted"}, "what was answered is written down, and nothing is in doubt"
        assert states["accepted"] == len(stage.arrived)
        stage.do("speak")
        assert Counter(stage.deliveries().values()) == {"accepted": 400}
        assert set(stage.arrived.values()) == {1}


def test_a_full_disk_loses_nothing_once_there_is_room(instance: Instance) -> None:
    if instance.database_url:
        pytest.skip("PostgreSQL keeps its files elsewhere")
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=4, rows=400)
        worker = stage.start("speak_on_a_full_disk", room=400_000, seconds=2)
        outcome = worker.wait()
        states = Counter(stage.deliveries().values())
        assert set(states) == {"accepted"}, outcome
        assert states["accepted"] == len(stage.arrived)
        assert states["accepted"] < 400, "the disk was never full"
        stage.do("speak")
        assert Counter(stage.deliveries().values()) == {"accepted": 400}
        assert set(stage.arrived.values()) == {1}
