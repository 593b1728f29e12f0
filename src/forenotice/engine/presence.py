"""Who is at work: each process locks a file of its own, and its end, however sudden, lets go of that.

No clock is involved, so neither a slow process nor a clock that jumps makes a living one look dead.
"""

import fcntl
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from re import sub
from time import monotonic
from types import TracebackType
from typing import Self

from forenotice.engine.errors import AtWorkError

_FOLDER = "workers"
_LOCK = "home.lock"
_BEATS_EVERY_SECONDS = 1.0


class Presence:
    """This process, at work under a name that nobody had before, until :meth:`close`."""

    def __init__(self, home: Path) -> None:
        """Begin to work; raise :class:`AtWorkError` while somebody wants to be :func:`alone` there."""
        self._folder = home / _FOLDER
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._shared = _locked(home, fcntl.LOCK_SH)
        if self._shared is None:
            raise AtWorkError("A backup is being put back here, or tables are made. Try again after that.")
        self.name = f"{_beginning(os.getpid())}{secrets.token_hex(4)}"
        self._beaten_at = 0.0
        self._descriptor, draft = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".draft")
        # Only a file that is locked already appears under the name, so nobody ever takes us for dead.
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        Path(draft).replace(self._folder / self.name)

    def is_at_work(self, name: str) -> bool:
        """Whether the process of that name still lives. This one always does."""
        return _is_locked(self._folder / name)

    def beat(self) -> None:
        """Show that this process does not hang; cheap enough to be said again and again."""
        if monotonic() - self._beaten_at > _BEATS_EVERY_SECONDS:
            self._beaten_at = monotonic()
            os.utime(self._descriptor)

    def close(self) -> None:
        """Leave work."""
        (self._folder / self.name).unlink(missing_ok=True)
        os.close(self._descriptor)
        if self._shared is not None:
            os.close(self._shared)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let nobody be at work in this home until the end; raise :class:`AtWorkError` when somebody is."""
    descriptor = _locked(home, fcntl.LOCK_EX)
    try:
        # Whoever of an earlier version is at work holds no lock that we could wish for.
        at_work = who_is_at_work(home)
        if at_work or descriptor is None:
            who = f" ({at_work[0]})" if at_work else ""
            raise AtWorkError(f"Forenotice is at work here{who}. Stop it, then try again.")
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def who_is_at_work(home: Path) -> list[str]:
    """The names of the processes that are at work in this home."""
    names = sorted(path for path in (home / _FOLDER).glob("*") if not path.name.startswith("."))
    return [path.name for path in names if _is_locked(path)]


def sign_of_life(home: Path, pid: int) -> tuple[int, ...]:
    """What changes whenever that process beats; nothing as long as it is not at work."""
    found = []
    for path in (home / _FOLDER).glob(f"{_beginning(pid)}*"):
        # It may leave work at this very moment.
        with suppress(FileNotFoundError):
            found.append(path.stat().st_mtime_ns)
    return tuple(found)


def _beginning(pid: int) -> str:
    """How the name of a process of this machine begins."""
    machine = sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:32]
    return f"{machine}-{pid}-"


def _locked(home: Path, kind: int) -> int | None:
    """The home's own lock, alone or shared, until it is closed; None when somebody holds it otherwise."""
    descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _is_locked(path: Path) -> bool:
    """Whether a living process holds it; what a dead one left is removed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    path.unlink(missing_ok=True)
    return False
