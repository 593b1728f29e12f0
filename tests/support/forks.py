"""A process that stands ready, and forks one that works whenever it is told to: killing costs no start-up.

A module for such processes ends in :func:`fork_for_each`; a test opens it with :func:`forker`. Who stands
ready never touches the database itself, so that every child has connections of its own.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.support.instance import Instance

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
PIPES: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}


def fork_for_each(*verbs: Callable[..., None]) -> None:
    """Read a line of JSON for each command, fork, and print the child's pid; the child does it and ends."""
    known = {verb.__name__: verb for verb in verbs}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        words: dict[str, Any] = json.loads(line)
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _work(known[words.pop("do")], Path(words.pop("done")), words)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _work(verb: Callable[..., None], done: Path, words: dict[str, Any]) -> None:
    """In the child: do it, leave a word how it went, and end without any tidying of the parent's things."""
    try:
        verb(**words)
        outcome = "ok"
    except BaseException:
        outcome = traceback.format_exc()
    done.with_suffix(".draft").write_text(outcome)
    done.with_suffix(".draft").replace(done)
    os._exit(0)


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
class Forker:
    """The process that stands ready, seen from the test."""

    home: Path
    process: "subprocess.Popen[str]"
    count: int = 0
    workers: list[Worker] = field(default_factory=list)

    def start(self, verb: str, **words: Any) -> Worker:
        """Let a new process do something."""
        self.count += 1
        done = self.home / f"work-{self.count}.done"
        told, answered = pipe(self.process.stdin), pipe(self.process.stdout)
        told.write(json.dumps({"do": verb, "done": str(done), **words}) + "\n")
        told.flush()
        worker = Worker(int(answered.readline()), done)
        self.workers.append(worker)
        return worker

    def do(self, verb: str, **words: Any) -> None:
        """Let a new process do something, and see that it went well."""
        outcome = self.start(verb, **words).wait()
        assert outcome == "ok", outcome

    def close(self) -> None:
        """At the end everybody goes home."""
        for worker in self.workers:
            worker.kill()
        self.process.kill()
        self.process.communicate()


def open_forker(instance: Instance, module: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a module that forks, in the environment of an instance."""
    around = {**instance.environment, "DJANGO_SETTINGS_MODULE": "forenotice.project.settings", **environment}
    return subprocess.Popen([sys.executable, "-m", module], env=around, **PIPES)


@contextmanager
def forker(instance: Instance, module: str) -> Iterator[Forker]:
    """A forking module at work for the length of a test."""
    opened = Forker(instance.home, open_forker(instance, module, {}))
    try:
        yield opened
    finally:
        opened.close()


def pipe(end: IO[str] | None) -> IO[str]:
    """An end of a pipe that is there."""
    assert end is not None
    return end
