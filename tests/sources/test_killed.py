"""An import that is killed at any moment goes on until every row is in the ledger once."""

import json
import random
import time
from pathlib import Path

import pytest

from tests.sources.desk import HEADER, row
from tests.support.forks import Worker, forker
from tests.support.instance import Instance

ROWS, BAD_EVERY = 16_000, 1_000
MOST_KILLS = 20
"""A busy machine gets little done between two kills; then the last one to go on is spared."""


def _kill_after(worker: Worker, seconds: float) -> bool:
    """Kill it after so long; whether it had ended before."""
    time.sleep(seconds)
    worker.kill()
    outcome = worker.wait()
    assert outcome in ("ok", "killed"), outcome
    return outcome == "ok"


@pytest.mark.drill
def test_kill_9_loses_no_row_and_takes_none_in_twice(instance: Instance, tmp_path: Path) -> None:
    path, begun, counted = tmp_path / "members.csv", tmp_path / "begun", tmp_path / "counted.json"
    told = [row(n, amount="lots" if n % BAD_EVERY == 0 else "12.00") for n in range(ROWS)]
    path.write_text("\n".join([HEADER, *told, ""]))
    chance = random.Random(7)
    with forker(instance, "tests.sources.importer") as importer:
        worker = importer.start("begin", path=str(path), begun=str(begun))
        while not begun.exists() and not worker.is_done:
            time.sleep(0.005)
        kills = 1
        has_ended = _kill_after(worker, chance.uniform(0, 0.2))
        while not has_ended and kills < MOST_KILLS:
            has_ended = _kill_after(importer.start("resume"), chance.uniform(0.1, 0.8))
            kills += not has_ended
        importer.do("resume")
        importer.do("count", to=str(counted))
    found = json.loads(counted.read_text())
    bad = ROWS // BAD_EVERY
    assert kills >= 2
    assert found["counts"] == {"rows": ROWS, "created": ROWS - bad, "rejected": bad}
    assert (found["members"], found["subscriptions"], found["due dates"]) == (ROWS - bad,) * 3
    assert (found["rejected"], found["stage"]) == (bad, "applied")
    lines = [line.split(",")[0] for line in Path(found["rejects"]).read_text("utf-8-sig").splitlines()]
    assert lines[1:] == [str(n + 2) for n in range(0, ROWS, BAD_EVERY)]
