"""A clock that is wrong for a while, either way: nothing is missed for it, and nothing said early."""

import time
from datetime import datetime, timedelta

import pytest

from tests.drills.theatre import Theatre, theatre
from tests.support.forks import PATIENCE_SECONDS, Worker
from tests.support.instance import Instance
from tests.support.stage import MORNING

pytestmark = pytest.mark.drill

DUE_AT = MORNING + timedelta(days=1)
BEFORE = DUE_AT - timedelta(minutes=8)
REMINDERS = 20


def test_a_clock_that_jumps_and_comes_back_costs_nothing(instance: Instance) -> None:
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=2, rows=REMINDERS)
        show(stage, BEFORE)
        worker = stage.start("speak_by_a_clock")
        wait_for(stage, "pulses", BEFORE, worker)
        for jump in (timedelta(days=5), timedelta(days=400), -timedelta(days=9_000)):
            show(stage, DUE_AT + jump)
            # More often than a pulse looks at the clock.
            wait_for(stage, "looks", DUE_AT + jump, worker, times=10)
        assert set(lines(stage, "pulses")) == {BEFORE.isoformat()}
        assert stage.reminders() == {"planned": REMINDERS}, "nothing was missed, and nothing was let go"
        assert not stage.arrived
        show(stage, DUE_AT)
        stage.wait_for_arrivals(REMINDERS, worker)
        worker.stop()
        assert worker.wait() == "ok"
        assert stage.reminders() == {"released": REMINDERS}
        assert set(stage.arrived.values()) == {1}


def show(stage: Theatre, moment: datetime) -> None:
    """Set the clock."""
    (stage.home / "clock.draft").write_text(moment.isoformat())
    (stage.home / "clock.draft").replace(stage.home / "clock")


def lines(stage: Theatre, name: str) -> list[str]:
    """What is in such a file by now."""
    path = stage.home / name
    return path.read_text().splitlines() if path.exists() else []


def wait_for(stage: Theatre, name: str, moment: datetime, worker: Worker, *, times: int = 1) -> None:
    """Wait until that moment stands so often in such a file."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while lines(stage, name).count(moment.isoformat()) < times:
        assert not worker.is_done, worker.wait()
        assert time.monotonic() < give_up_at, f"{moment} never stands in {name}"
        time.sleep(0.01)
