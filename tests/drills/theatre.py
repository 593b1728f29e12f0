"""The drills' own stage: an instance, a sink that writes down what arrives, and processes to kill."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.drills.sink import arrivals
from tests.support.forks import PIPES, Forker, Worker, open_forker, pipe
from tests.support.instance import Instance


@dataclass(kw_only=True)
class Theatre(Forker):
    """One instance with its sink and its speaker."""

    log: Path
    port: int

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
    """Open the house. `environment` adds to the instance's."""
    log = instance.home / "arrivals.log"
    sink = subprocess.Popen([sys.executable, "-m", "tests.drills.sink", str(log)], **PIPES)
    speaker = open_forker(instance, "tests.drills.speaker", environment)
    stage = Theatre(home=instance.home, process=speaker, log=log, port=int(pipe(sink.stdout).readline()))
    try:
        yield stage
    finally:
        stage.close()
        sink.kill()
        sink.communicate()
