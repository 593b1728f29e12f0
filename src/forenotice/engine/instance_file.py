"""The instance file: kept outside the database, it tells this host from a copy and counts its pulses.

It is written in place and never replaced, because its place on the disk is part of what makes it this
host's: a home that was copied or restored as a whole has another one.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forenotice.engine.errors import InstanceFileError

NAME = "instance.json"
# One sector of a disk is written whole or not at all, and this stays far below one.
_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Instance:
    """What the file says. ``place`` is the file's number in its file system."""

    id: str
    place: int
    pulses: int


class InstanceFile:
    """The file in one home, open and locked: no other process reads or writes it meanwhile."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    def read(self) -> Instance:
        """What it says; a new file gets an identity. Raise :class:`InstanceFileError` when it is damaged."""
        with _explained(self._path):
            content = os.pread(self._descriptor, 4 * _LENGTH, 0)
            if not content.strip():
                self._put(str(uuid.uuid4()), 0)
                content = os.pread(self._descriptor, 4 * _LENGTH, 0)
            place = os.fstat(self._descriptor).st_ino
        try:
            words = json.loads(content)
            return Instance(str(words["id"]), place, int(words["pulses"]))
        except (ValueError, TypeError, KeyError):
            raise InstanceFileError(
                f"The file {self._path} is damaged. Remove it, then run: forenotice resume."
            ) from None

    def count(self, instance: Instance, pulses: int) -> None:
        """Write down that so many pulses have begun; on the disk for good before this returns."""
        if pulses > instance.pulses:
            with _explained(self._path):
                self._put(instance.id, pulses)

    def _put(self, identity: str, pulses: int) -> None:
        content = json.dumps({"id": identity, "pulses": pulses}).ljust(_LENGTH - 1) + "\n"
        os.pwrite(self._descriptor, content.encode("ascii"), 0)
        os.fsync(self._descriptor)


@contextmanager
def locked_instance_file(home: Path) -> Iterator[InstanceFile]:
    """Open the instance file in `home`, made when it is missing, and keep others out until the end."""
    path = home / NAME
    with _explained(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with _explained(path):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield InstanceFile(path, descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InstanceFileError(f"The file {path} cannot be read or written ({error.strerror}).") from None
