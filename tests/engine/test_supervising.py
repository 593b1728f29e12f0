"""Processes that are kept alive: started again when they end, given up when they cannot live."""

import os
import signal
import sys
import time
from pathlib import Path

from forenotice.engine.loop import StopSignal
from forenotice.engine.supervising import MOST_DEATHS, Supervisor

SLEEPS = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]


class Hearing:
    """What was told, and a word to stop once it holds enough."""

    def __init__(self, stop: StopSignal, enough: str = "nothing") -> None:
        self.lines: list[str] = []
        self._enough = enough
        self._stop = stop

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        if self._enough in line:
            os.kill(os.getpid(), signal.SIGTERM)


def test_what_ends_starts_again_and_waits_longer_until_it_is_given_up() -> None:
    stop = StopSignal()
    heard = Hearing(stop)
    ends = ["/bin/sh", "-c", "exit 3"]
    began = time.monotonic()
    failed = Supervisor({"good": SLEEPS, "bad": ends}, stop, heard, first_wait_seconds=0.02).run()
    assert failed == "bad"
    told = [line for line in heard.lines if line.startswith("bad: ended")]
    assert [line.rpartition("in ")[2] for line in told[:-1]] == ["0.02 s.", "0.04 s.", "0.08 s.", "0.16 s."]
    assert told[-1] == f"bad: ended with 3, {MOST_DEATHS} times in a row. Giving up."
    assert time.monotonic() - began < 20, "the good one was told to end, too"


def test_who_is_killed_is_named_and_comes_back_and_all_end_on_a_word(tmp_path: Path) -> None:
    stop = StopSignal()
    lived = tmp_path / "lived"
    dies_once = ["/bin/sh", "-c", f"test -e {lived} && exec sleep 60; touch {lived}; kill -9 $$"]
    heard = Hearing(stop, enough="and again")

    def tell(line: str) -> None:
        starts = sum("one: started" in each for each in heard.lines)
        heard(line + (" and again" if "one: started" in line and starts else ""))

    assert Supervisor({"one": dies_once}, stop, tell, first_wait_seconds=0.02).run() == ""
    assert any("one: was killed by signal 9" in line for line in heard.lines)


def test_what_hangs_is_ended_and_comes_back_and_what_shows_signs_is_not() -> None:
    stop = StopSignal()
    heard = Hearing(stop, enough="hangs: was killed by signal 6. It starts again")
    signs = {"hangs": lambda pid: pid, "works": lambda _: time.monotonic()}
    commands = {"hangs": SLEEPS, "works": SLEEPS}
    assert Supervisor(commands, stop, heard, signs=signs, hangs_after_seconds=0.25).run() == ""
    assert "hangs: no sign of life for 0.25 s. It is ended." in heard.lines
    assert not [line for line in heard.lines if line.startswith("works: no sign")]
