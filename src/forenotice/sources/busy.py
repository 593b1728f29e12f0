"""One import of a source at a time on one host, and nobody waits for one that has crashed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forenotice.sources.errors import SourceBusyError


@contextmanager
def alone(folder: Path, organization_key: str, source_key: str) -> Iterator[None]:
    """Hold a source while its file is taken in; raise :class:`SourceBusyError` when somebody else holds it.

    The operating system lets go of the lock when the holder ends, however it ends.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = folder / f"{organization_key}-{source_key}.lock"
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SourceBusyError(
                f'Another import of the source "{source_key}" is running. Try again when it is done.'
            ) from None
        yield
    finally:
        os.close(descriptor)
