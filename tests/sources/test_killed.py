"""An import that is killed at any moment goes on until every row is in the ledger once."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sources.desk import HEADER, row
from tests.support.instance import Instance

ROOT = Path(__file__).parents[2]
ROWS, BAD_EVERY = 16_000, 1_000


def _start(instance: Instance, *words: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sources.importer", *words],
        cwd=ROOT,
        env=instance.environment | {"DJANGO_SETTINGS_MODULE": "forenotice.project.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill_after(importer: "subprocess.Popen[str]", seconds: float) -> bool:
    """Kill it so long after its first sign of life; whether it had ended before."""
    assert importer.stdout is not None
    importer.stdout.readline()
    time.sleep(seconds)
    has_ended = importer.poll() is not None
    importer.kill()
    importer.communicate()
    return has_ended


@pytest.mark.drill
def test_kill_9_loses_no_row_and_takes_none_in_twice(instance: Instance, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    told = [row(n, amount="lots" if n % BAD_EVERY == 0 else "12.00") for n in range(ROWS)]
    path.write_text("\n".join([HEADER, *told, ""]))
    chance = random.Random(7)
    has_ended = _kill_after(_start(instance, "import", path), chance.uniform(0, 0.2))
    kills = 1
    while not has_ended:
        has_ended = _kill_after(_start(instance, "resume"), chance.uniform(0.1, 0.8))
        kills += not has_ended
    done = _start(instance, "count")
    found = json.loads(done.communicate()[0])
    bad = ROWS // BAD_EVERY
    assert kills >= 2
    assert found["counts"] == {"rows": ROWS, "created": ROWS - bad, "rejected": bad}
    assert (found["members"], found["subscriptions"], found["due dates"]) == (ROWS - bad,) * 3
    assert (found["rejected"], found["stage"]) == (bad, "applied")
    lines = [line.split(",")[0] for line in Path(found["rejects"]).read_text("utf-8-sig").splitlines()]
    assert lines[1:] == [str(n + 2) for n in range(0, ROWS, BAD_EVERY)]
