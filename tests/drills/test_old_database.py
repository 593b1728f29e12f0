"""An old SQLite file is copied back after a kill: nobody hears it twice, and the owner sees what was said."""

import json
import random
import shutil
from pathlib import Path

import pytest

from tests.drills.theatre import theatre
from tests.support.instance import Instance

pytestmark = pytest.mark.drill

REMINDERS, CONNECTIONS, ROUNDS = 90, 8, 2


def test_an_old_file_copied_back_after_kills_says_nothing_twice(instance: Instance, tmp_path: Path) -> None:
    if instance.database_url:
        pytest.skip("only SQLite keeps its rows in a file")
    chance = random.Random(20_260_304)
    old = tmp_path / "old"
    old.mkdir()
    with theatre(instance) as stage:
        stage.do("prepare", port=stage.port, connections=CONNECTIONS, rows=REMINDERS)
        stage.do("speak", days=0.5)
        copy(instance.home, old)
        for _ in range(ROUNDS):
            before = sum(stage.arrived.values())
            worker = stage.start("speak")
            stage.wait_for_arrivals(before + chance.randrange(20, 30), worker)
            worker.kill()
            for path in instance.home.glob("forenotice.sqlite3*"):
                path.unlink()
            copy(old, instance.home)
            said = sum(stage.arrived.values())
            stage.do("speak")
            assert sum(stage.arrived.values()) == said, "held, it says nothing"
            stage.do("let_go", to=str(instance.home / "seen.json"))
            seen = json.loads((instance.home / "seen.json").read_text())
            assert seen["knows_all"]
            assert seen["marked"] >= said, "the owner sees all that arrived"
        stage.do("speak")
        arrived = stage.arrived
    assert max(arrived.values()) == 1, "nobody hears it twice"
    assert len(arrived) >= REMINDERS - ROUNDS * CONNECTIONS, "only what was in flight may be lost"


def copy(there: Path, here: Path) -> None:
    """Copy the database with its log: those who were at work left without a good-bye."""
    for path in there.glob("forenotice.sqlite3*"):
        shutil.copy(path, here)
