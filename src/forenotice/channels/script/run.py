"""One script at work on one payload: fed, listened to, and stopped when its time is up."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from forenotice.channels.script.launch import GRACE_SECONDS
from forenotice.channels.script.settings import ScriptSettings
from forenotice.channels.script.verdict import Ending
from forenotice.kernel.payload import Payload

_LAUNCHER = str(Path(__file__).with_name("launch.py"))
_LARGEST_FILE = 64 * 1024 * 1024
_PIECE = 64 * 1024
"""As much as a pipe holds, and as much of what a script prints as is kept."""
_LAST_WORDS = 4 * 1024

File = FileIO | socket.socket


class Run:
    """A script that was started, until it has an ``ending``. Seconds are counted by the caller's clock.

    ``files`` are what it waits for, each with what is to be done when it is ready: the line to the launcher,
    and the script's three pipes. What is done says whether the file is still of use.
    """

    def __init__(
        self, payload: Payload, program: Path, settings: ScriptSettings, organization: str, now: float
    ) -> None:
        """Start it; raise OSError when this computer cannot start another program."""
        self.payload = payload
        self.ending: Ending | None = None
        self._seconds = settings.timeout_seconds
        self.stops_at = now + settings.timeout_seconds
        self._is_stopped = False
        self._unsaid = memoryview(payload.body)
        self._printed, self._complained, self._report = b"", b"", b""
        self._line, theirs = socket.socketpair()
        with theirs:
            try:
                self._launcher = _start(payload, program, settings, organization, theirs.fileno())
            except OSError:
                self._line.close()
                raise
        self._input, self._output, self._errors = (
            _without_blocking(pipe)
            for pipe in (self._launcher.stdin, self._launcher.stdout, self._launcher.stderr)
        )
        self.files: dict[File, Callable[[], bool]] = {
            self._line: self._hear,
            self._input: self._feed,
            self._output: self._read_output,
            self._errors: self._read_errors,
        }

    def writes_to(self, file: File) -> bool:
        """Whether a file is waited for because there is something to write to it."""
        return file is self._input

    def attend(self, file: File) -> None:
        """Go on where a file is ready."""
        attend = self.files.get(file)
        if attend is not None and not attend():
            self.files.pop(file, None)
            file.close()

    def stop_in_time(self, now: float) -> None:
        """Ask it to end when its time is up, and end it when it does not."""
        if now >= self.stops_at and self.ending is None:
            os.killpg(self._launcher.pid, signal.SIGKILL if self._is_stopped else signal.SIGTERM)
            self._is_stopped, self.stops_at = True, now + GRACE_SECONDS

    def abandon(self) -> None:
        """End it at once; nobody waits for it any more."""
        os.killpg(self._launcher.pid, signal.SIGKILL)
        self._end()

    def _feed(self) -> bool:
        try:
            # It writes nothing, and says so by None, while the pipe is full.
            self._unsaid = self._unsaid[self._input.write(self._unsaid) or 0 :]
        except BrokenPipeError:
            return False  # Whoever has no use for the payload need not read it.
        return bool(self._unsaid)

    def _read_output(self) -> bool:
        piece = self._output.read(_PIECE)
        self._printed += (piece or b"")[: _PIECE - len(self._printed)]
        return piece != b""

    def _read_errors(self) -> bool:
        piece = self._errors.read(_PIECE)
        self._complained = (self._complained + (piece or b""))[-_LAST_WORDS:]
        return piece != b""

    def _hear(self) -> bool:
        """The launcher's report is one line. Where there is none, it was ended itself."""
        piece = self._line.recv(64)
        self._report += piece
        if not piece or b"\n" in self._report:
            # What the script wrote last may still be in the pipes.
            self.attend(self._output)
            self.attend(self._errors)
            self._end()
        return self.ending is None

    def _end(self) -> None:
        for file in self.files:
            file.close()
        self.files.clear()
        report = self._report.decode("ascii", "replace").partition("\n")[0]
        if self._launcher.wait() > 0 and not report:
            report = "start 0"
        stopped_after = self._seconds if self._is_stopped else 0
        self.ending = Ending(report, self._printed, self._complained, stopped_after)


def _start(
    payload: Payload, program: Path, settings: ScriptSettings, organization: str, line: int
) -> "subprocess.Popen[bytes]":
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "FORENOTICE_TYPE": payload.type,
        "FORENOTICE_ID": payload.message_id,
        "FORENOTICE_ORGANIZATION": organization,
    }
    limits = (settings.timeout_seconds, settings.memory_mb * 1024 * 1024, _LARGEST_FILE)
    pairs = [f"{name}={value}" for name, value in environment.items()]
    return subprocess.Popen(
        # Without the modules of this environment a Python starts in half the time.
        [sys.executable, "-I", "-S", _LAUNCHER, str(line), *map(str, limits), str(program), *pairs],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # The launcher needs nothing of ours, and whoever it starts could read what it has.
        env={},
        cwd=program.parent,
        pass_fds=[line],
        start_new_session=True,
    )


def _without_blocking(pipe: object) -> FileIO:
    assert isinstance(pipe, FileIO)  # noqa: S101 (without a buffer every pipe is one)
    os.set_blocking(pipe.fileno(), False)
    return pipe
