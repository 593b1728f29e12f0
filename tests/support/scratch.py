"""Where the files of a test run stand: in memory, where that can be had.

Forenotice has what it writes pushed to the disk, again and again and rightly so; but whether the disk keeps
its word is nothing that a test can see, and waiting for it took half of the time on SQLite.
"""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 (only the folders that tempfile makes in it are used)
ROOM_BYTES = 2 * 1024**3


def stay_in_memory() -> None:
    """Let temporary files, also those of processes that tests start, be made in memory from now on.

    Not where somebody said by TMPDIR where they belong, where memory is short (as in most containers), or
    where programs that a test writes could not be run.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    facts = os.statvfs(MEMORY)
    if facts.f_bavail * facts.f_frsize < ROOM_BYTES or facts.f_flag & os.ST_NOEXEC:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None
