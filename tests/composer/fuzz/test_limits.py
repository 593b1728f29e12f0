"""No input of an owner's takes long, takes much memory, or ends the program."""

import subprocess
import sys

import pytest

from tests.architecture.source_tree import ROOT
from tests.composer.fuzz.giants import GIANTS
from tests.composer.test_bombs import BOMBS, LISTS


def _meet(part: str) -> list[str]:
    """What became of each giant in that part, or of each bomb, in little memory and time."""
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.composer.fuzz.confined", part]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    said = run.stdout.splitlines()
    assert run.returncode == 0, f"ended by {run.returncode} after: {said[-1:]}\n{run.stderr[-2000:]}"
    return [line for line in said if not line.endswith("…")]


@pytest.mark.parametrize(
    ("part", "most_refused"), [("subject", 30), ("html", 45), ("text", 32), ("blocks", 30), ("condition", 72)]
)
def test_giants_are_refused_or_rendered_in_little_time_and_memory(part: str, most_refused: int) -> None:
    outcomes = _meet(part)
    assert len(outcomes) == len(GIANTS)
    assert all(line.endswith(": refused") or ": rendered " in line for line in outcomes)
    refused = sum(line.endswith(": refused") for line in outcomes)
    assert refused <= most_refused, f"{refused} of {len(outcomes)} are refused, so the rest was never tried"


def test_bombs_that_got_past_the_check_stay_within_the_limits() -> None:
    assert sorted(_meet("bombs")) == sorted(f"{name}: refused" for name in BOMBS | LISTS)
