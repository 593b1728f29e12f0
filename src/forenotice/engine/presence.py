"""Who is at work: each process locks a file of its own, and its end, however sudden, lets go of that.

No clock is involved, so neither a slow process nor a clock that jumps makes a living one look dead.
"""

import fcntl
import os
import secrets
import socket
import tempfile
from pathlib import Path
from re import sub
from types import TracebackType
from typing import Self

_FOLDER = "workers"


class Presence:
    """This process, at work under a name that nobody had before, until :meth:`close`."""

    def __init__(self, home: Path) -> None:
        self._folder = home / _FOLDER
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        machine = sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:32]
        self.name = f"{machine}-{os.getpid()}-{secrets.token_hex(4)}"
        self._descriptor, draft = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".draft")
        # Only a file that is locked already appears under the name, so nobody ever takes us for dead.
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        Path(draft).replace(self._folder / self.name)

    def is_at_work(self, name: str) -> bool:
        """Whether the process of that name still lives. This one always does."""
        return _is_locked(self._folder / name)

    def close(self) -> None:
        """Leave work."""
        (self._folder / self.name).unlink(missing_ok=True)
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def who_is_at_work(home: Path) -> list[str]:
    """The names of the processes that are at work in this home."""
    names = sorted(path for path in (home / _FOLDER).glob("*") if not path.name.startswith("."))
    return [path.name for path in names if _is_locked(path)]


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
