"""The drills' own stage: an instance, a sink that writes down what arrives, and processes to kill."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.drills.sink import arrivals
from tests.support.instance import Instance

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120


@dataclass
class Worker:
    """A forked process that works."""

    pid: int
    done: Path

    def kill(self) -> None:
        """End it at once, wherever it is."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.wait_until_gone()

    def stop(self) -> None:
        """Ask it to end, and wait for that."""
        os.kill(self.pid, signal.SIGTERM)
        self.wait()

    def wait(self) -> str:
        """Wait for its end; how it went: ``ok``, else what it died of."""
        self.wait_until_gone()
        return self.done.read_text() if self.done.exists() else "killed"

    def wait_until_gone(self) -> None:
        """Wait until there is no such process any more."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while Path(f"/proc/{self.pid}").exists():
            assert time.monotonic() < give_up_at, "it never ends"
            time.sleep(0.005)

    @property
    def is_done(self) -> bool:
        """Whether it ended by itself."""
        return self.done.exists()


@dataclass
class Theatre:
    """One instance with its sink and its speaker."""

    home: Path
    log: Path
    port: int
    speaker: "subprocess.Popen[str]"
    count: int = 0
    workers: list[Worker] = field(default_factory=list)

    def start(self, verb: str, **words: Any) -> Worker:
        """Let a new process do something."""
        self.count += 1
        done = self.home / f"drill-{self.count}.done"
        _pipe(self.speaker.stdin).write(json.dumps({"do": verb, "done": str(done), **words}) + "\n")
        _pipe(self.speaker.stdin).flush()
        worker = Worker(int(_pipe(self.speaker.stdout).readline()), done)
        self.workers.append(worker)
        return worker

    def do(self, verb: str, **words: Any) -> None:
        """Let a new process do something, and see that it went well."""
        outcome = self.start(verb, **words).wait()
        assert outcome == "ok", outcome

    @property
    def arrived(self) -> "Counter[str]":
        """How often something arrived, by recipient."""
        return Counter(arrivals(self.log))

    def wait_for_arrivals(self, count: int, worker: Worker) -> None:
        """Wait until so many messages have arrived in all, or the worker has ended."""
        while not worker.is_done and sum(self.arrived.values()) < count:
            time.sleep(0.003)

    def deliveries(self) -> dict[str, str]:
        """The state of every delivery, by recipient."""
        self.do("report", to=str(self.home / "report.json"))
        found: dict[str, str] = json.loads((self.home / "report.json").read_text())["deliveries"]
        return found

    def reminders(self) -> "Counter[str]":
        """How many reminders are in each state."""
        self.do("report", to=str(self.home / "report.json"))
        return Counter(json.loads((self.home / "report.json").read_text())["reminders"])


@contextmanager
def theatre(instance: Instance, **environment: str) -> Iterator[Theatre]:
    """Open the house; at the end everybody goes home. `environment` adds to the instance's."""
    log = instance.home / "arrivals.log"
    python = [sys.executable, "-m"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    environment |= instance.environment | {"DJANGO_SETTINGS_MODULE": "forenotice.project.settings"}
    sink = subprocess.Popen([*python, "tests.drills.sink", str(log)], **pipes)
    speaker = subprocess.Popen([*python, "tests.drills.speaker"], env=environment, **pipes)
    stage = Theatre(instance.home, log, int(_pipe(sink.stdout).readline()), speaker)
    try:
        yield stage
    finally:
        for worker in stage.workers:
            worker.kill()
        for each in (speaker, sink):
            each.kill()
            each.communicate()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
