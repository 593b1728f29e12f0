"""Several processes kept alive side by side, until all of them are told to stop."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forenotice.engine.loop import StopSignal

LONGEST_WAIT_SECONDS = 60.0
MOST_DEATHS = 5
"""So often in a row may a process end young before it is given up."""

GROWN_SECONDS = 30.0
"""Whoever lived for so long was well, and its next death counts as its first."""

FAREWELL_SECONDS = 30.0
"""For how long everybody may finish what is in flight."""

HANGS_AFTER_SECONDS = 3_600.0
"""So long without a sign of life, and a process hangs: every answer of the database is one."""

LAST_WORDS_SECONDS = 5.0
"""For so long it may write down where it hangs."""

_LOOKS_EVERY_SECONDS = 0.1
_Signs = Mapping[str, Callable[[int], object]]


@dataclass(slots=True)
class _Child:
    name: str
    words: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    began_at: float = 0.0
    starts_at: float = 0.0
    deaths: int = 0
    sign: object = None
    sign_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Starts each of these commands, and again whenever it ends or hangs. ``tell`` is told of it.

    ``signs`` gives for some of them what changes while they are well, by the number of their process. The
    commands read an input that ends when this process does, however suddenly.
    """

    commands: Mapping[str, Sequence[str]]
    stop: StopSignal
    tell: Callable[[str], None]
    first_wait_seconds: float = 1.0
    signs: _Signs = field(default_factory=dict)
    hangs_after_seconds: float = HANGS_AFTER_SECONDS
    _children: list[_Child] = field(init=False)

    def __post_init__(self) -> None:
        self._children = [_Child(name, words) for name, words in self.commands.items()]

    def run(self) -> str:
        """Keep them alive until told to stop; the name of the one that could not live, empty if all could."""
        failed = ""
        try:
            while not self.stop() and not failed:
                failed = next((child.name for child in self._children if not self._look_after(child)), "")
                self.stop.wait(_LOOKS_EVERY_SECONDS)
        finally:
            self._end()
        return failed

    def _look_after(self, child: _Child) -> bool:
        """Start it when it is not there and its time has come; whether there is any hope for it."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.starts_at:
                child.process = subprocess.Popen(child.words, stdin=subprocess.PIPE)
                child.began_at = child.sign_at = now
                self.tell(f"{child.name}: started, process {child.process.pid}.")
            return True
        code = child.process.poll()
        if code is None:
            self._end_if_it_hangs(child, child.process, now)
            return True
        child.process = None
        child.deaths = 1 if now - child.began_at >= GROWN_SECONDS else child.deaths + 1
        ended = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
        if child.deaths >= MOST_DEATHS:
            self.tell(f"{child.name}: {ended}, {child.deaths} times in a row. Giving up.")
            return False
        wait = min(self.first_wait_seconds * 2 ** (child.deaths - 1), LONGEST_WAIT_SECONDS)
        child.starts_at = now + wait
        self.tell(f"{child.name}: {ended}. It starts again in {wait:g} s.")
        return True

    def _end_if_it_hangs(self, child: _Child, process: "subprocess.Popen[bytes]", now: float) -> None:
        if child.name not in self.signs:
            return
        sign = self.signs[child.name](process.pid)
        if sign != child.sign:
            child.sign, child.sign_at = sign, now
        elif now - child.sign_at > self.hangs_after_seconds:
            self.tell(f"{child.name}: no sign of life for {self.hangs_after_seconds:g} s. It is ended.")
            # Python writes down where it hangs, if it may.
            process.send_signal(signal.SIGABRT)
            child.sign_at = now
            try:
                process.wait(LAST_WORDS_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def _end(self) -> None:
        """Ask all of them to finish, and end whoever has not after a while."""
        alive = [child for child in self._children if child.process is not None]
        for child in alive:
            if child.process is not None:
                child.process.terminate()
        ends_at = time.monotonic() + FAREWELL_SECONDS
        for child in alive:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, ends_at - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.tell(f"{child.name}: has not finished in {FAREWELL_SECONDS:g} s and is killed.")
                child.process.kill()
                child.process.wait()
