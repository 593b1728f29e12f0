"""Servers that swallow all at full speed: Postfix's smtp-sink, never Postfix itself, and our own for HTTP."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SMTP_SINK = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"


def there_is_a_sink() -> bool:
    """Whether Debian's `postfix` package, which brings it, is installed."""
    return Path(SMTP_SINK).exists()


@contextmanager
def smtp_sink() -> Iterator[int]:
    """A sink on loopback; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    # It refuses to serve as root without being told whom to become.
    identity = ["-u", "nobody"] if os.getuid() == 0 else []
    sink = subprocess.Popen([SMTP_SINK, *identity, f"127.0.0.1:{port}", "200"], cwd="/")
    try:
        _wait_for(port)
        yield port
    finally:
        sink.terminate()
        sink.wait()


@contextmanager
def web_sink() -> Iterator[int]:
    """Our own HTTP sink on loopback, in a process of its own; gives its port."""
    sink = subprocess.Popen([sys.executable, "-m", "benchmarks.web_sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert sink.stdout is not None
        yield int(sink.stdout.readline())
    finally:
        sink.terminate()
        sink.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("smtp-sink does not answer")
