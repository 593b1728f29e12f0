"""What a process does that `forenotice serve` keeps alive: it ends when that one does."""

import os
import signal
import threading

_STDIN = 0
_NAME = "FORENOTICE_SUPERVISED"
SUPERVISED = {_NAME: "yes", "PYTHONUNBUFFERED": "yes", "PYTHONFAULTHANDLER": "yes"}
"""In the environment of such a process. Its lines are to be read as they are said, and where it hung, too."""


def end_with_supervisor() -> None:
    """Take the end of the supervising process, even a sudden one, for the word to stop."""
    if os.environ.pop(_NAME, ""):
        threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    # Not by sys.stdin, whose lock a process that ends could not take from this thread.
    while os.read(_STDIN, 1_024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
