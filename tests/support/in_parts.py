"""Runs the tests in as many processes as there are cores, each a part of them with a database of its own.

``python -m tests.support.in_parts --database=postgres -m rows`` takes the options of pytest. What each part
said is printed when it has ended, and the exit code is the worst of all.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from typing import IO

MOST = 4
_NOTHING_TO_DO = 5


def main(options: Sequence[str]) -> int:
    """Run every part at once; return the worst exit code."""
    count = min(os.cpu_count() or 1, MOST)
    with ExitStack() as stack:
        outputs = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(count)]
        parts = [_start(f"{n}/{count}", options, output) for n, output in enumerate(outputs, 1)]
        for part in parts:
            stack.callback(part.terminate)
        codes = [_show(part, output) for part, output in zip(parts, outputs, strict=True)]
    return max((code for code in codes if code != _NOTHING_TO_DO), default=0)


def _start(part: str, options: Sequence[str], output: IO[bytes]) -> "subprocess.Popen[bytes]":
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.Popen([*pytest, f"--part={part}", *options], stdout=output, stderr=subprocess.STDOUT)


def _show(part: "subprocess.Popen[bytes]", output: IO[bytes]) -> int:
    """Wait for the end of a part and print what it said."""
    code = part.wait()
    output.seek(0)
    sys.stdout.write(output.read().decode(errors="replace"))
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
