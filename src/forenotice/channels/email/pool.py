"""The lines to one server: opened beside the caller's thread, used within it, kept for the next letters."""

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from forenotice.channels.email.dial import Dialled, LineDownError, dial
from forenotice.channels.email.letter import Letter
from forenotice.channels.email.line import Line
from forenotice.channels.email.settings import EmailSettings
from forenotice.channels.email.transaction import Loss

IDLE_SECONDS = 60.0
"""A line that was quiet for longer is not trusted any more: routers forget such lines without a word."""


class Pool:
    """At most ``settings.connections`` lines. ``fault`` is why there is none, once none can be had.

    ``was_woken`` tells whether anything came while it was last waited for.
    """

    def __init__(self, settings: EmailSettings, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._settings = settings
        self._idle_seconds = idle_seconds
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._arrivals: SimpleQueue[Dialled | Exception] = SimpleQueue()
        self._lines: list[Line] = []
        self._dialling = 0
        self._most = settings.connections
        self._is_closed = False
        self.fault: LineDownError | None = None
        self.was_woken = False

    @property
    def is_busy(self) -> bool:
        """Whether a letter is on any line."""
        return any(line.transaction is not None for line in self._lines)

    @property
    def size(self) -> int:
        """How many lines are open."""
        return len(self._lines)

    def forgive(self) -> None:
        """Forget past faults and try the server with all lines again."""
        self.fault = None
        self._most = self._settings.connections

    def free(self) -> list[Line]:
        """The lines on which a letter can start now."""
        now = time.monotonic()
        free = [line for line in self._lines if line.transaction is None]
        stale = [line for line in free if now - line.idle_since > self._idle_seconds]
        for line in stale:
            self.drop(line)
        return [line for line in free if line not in stale] if stale else free

    def open_up_to(self, count: int) -> None:
        """Begin to open lines until there are `count`, or as many as the server has let us have."""
        while self.fault is None and len(self._lines) + self._dialling < min(count, self._most):
            self._dialling += 1
            threading.Thread(target=self._dial, name="forenotice-dial", daemon=True).start()

    def start(self, line: Line, letter: Letter) -> None:
        """Put `letter` on a free line."""
        line.start(letter, time.monotonic())
        self._watch(line)

    def wait(self, seconds: float) -> list[Line]:
        """Wait for news, at most so long; the lines about which something has to be concluded."""
        now = time.monotonic()
        deadlines = [line.deadline for line in self._lines if line.transaction is not None]
        seconds = max(0.0, min([seconds, *[deadline - now for deadline in deadlines]]))
        events = self._selector.select(seconds)
        self.was_woken = bool(events)
        now = time.monotonic()
        for key, mask in events:
            line = key.data
            if line is None:
                self._admit(now)
                continue
            if mask & selectors.EVENT_WRITE:
                line.write(now)
            if mask & selectors.EVENT_READ:
                line.read(now)
            self._watch(line)
        for line in self._lines:
            if line.transaction is not None and line.deadline <= now and not line.is_settled:
                line.lose(Loss.SILENCE)
        return [line for line in self._lines if line.is_settled]

    def drop(self, line: Line) -> None:
        """Part with a line."""
        self._lines.remove(line)
        self._selector.unregister(line)
        line.hang_up()

    def close(self) -> None:
        """Part with every line, also with those that are still being opened."""
        self._is_closed = True
        for line in list(self._lines):
            self.drop(line)
        for arrival in self._arrived():
            if isinstance(arrival, Dialled):
                arrival.smtp.close()
        self._selector.close()
        self._bell.close()
        self._rope.close()

    def _watch(self, line: Line) -> None:
        """Ask to be woken when the line takes more, only while there is more."""
        if line.has_more_to_send is not line.is_watched:
            line.is_watched = line.has_more_to_send
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.is_watched else 0)
            self._selector.modify(line, wanted, line)

    def _dial(self) -> None:
        """In a thread of its own: open one line, or learn why not, and ring the bell."""
        try:
            arrival: Dialled | Exception = dial(self._settings)
        except Exception as error:
            arrival = error
        if self._is_closed and isinstance(arrival, Dialled):
            arrival.smtp.close()
        self._arrivals.put(arrival)
        with contextlib.suppress(OSError):
            self._rope.send(b"!")

    def _admit(self, now: float) -> None:
        """Take in what the threads brought."""
        with contextlib.suppress(BlockingIOError):
            self._bell.recv(4096)
        for arrival in self._arrived():
            self._dialling -= 1
            if isinstance(arrival, LineDownError):
                self._bear(arrival)
            elif isinstance(arrival, Exception):
                raise arrival
            else:
                line = Line(arrival, patience=self._settings.timeout_seconds, now=now)
                self._lines.append(line)
                self._selector.register(line, selectors.EVENT_READ, line)

    def _arrived(self) -> Iterator[Dialled | Exception]:
        with contextlib.suppress(Empty):
            while True:
                yield self._arrivals.get_nowait()

    def _bear(self, fault: LineDownError) -> None:
        """Many servers allow fewer lines than we would like: make do with those there are."""
        if self._lines:
            self._most = len(self._lines)
        elif not self._dialling:
            self.fault = fault
