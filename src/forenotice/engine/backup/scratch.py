"""Folders for what is only needed on the way to a backup and back: rows and keys that must not stay."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

_PREFIX = ".forenotice-scratch-"
_LEFT_BEHIND = timedelta(days=1)


@contextmanager
def scratch_folder(parent: Path, now: datetime) -> Iterator[Path]:
    """A folder in `parent` until the end; what a process left there that was killed long ago is removed."""
    for left in parent.glob(f"{_PREFIX}*"):
        if left.stat().st_mtime < (now - _LEFT_BEHIND).timestamp():
            # It may be another's who may write here, or be gone by now.
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=_PREFIX) as folder:
        yield Path(folder)
