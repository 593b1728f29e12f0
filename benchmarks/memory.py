"""Memory of the loop at rest, with every subscription in its database."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from benchmarks.figure import Figure
from benchmarks.fixture import live_with_steps

_PULSE_SECONDS = 1
_PULSES = 15


def run(rows: int) -> list[Figure]:
    """Start ``forenotice run``, let it pulse with nothing to say, and ask the system what it holds."""
    if not Path("/proc/self/status").exists():
        return [Figure("memory", 0, "not measured", note="needs /proc, as Linux has it")]
    live_with_steps(rows)
    connection.close()
    # The first pulse meets every subscription for the first time, which is not rest; it may take minutes.
    program = [sys.executable, "-m", "forenotice"]
    subprocess.run([*program, "pulse"], env=os.environ, stdout=subprocess.DEVNULL, check=False)
    command = [*program, "run", "--every", str(_PULSE_SECONDS)]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL) as loop:
        try:
            time.sleep(_PULSES * _PULSE_SECONDS)
            assert loop.poll() is None, "the loop ended by itself"
            resting, peak = _held(loop.pid, "VmRSS"), _held(loop.pid, "VmHWM")
        finally:
            loop.terminate()
    note = f"{rows:,} subscriptions, {connection.vendor}, after {_PULSES} s of pulses"
    return [
        Figure("memory of run at rest", resting, "MB", at_most=150, note=note),
        Figure("the most that it ever held", peak, "MB"),
    ]


def _held(pid: int, name: str) -> float:
    """A figure that the system keeps of a program, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0]) * 1024 / 1e6
    raise ValueError(f"The system keeps no {name}.")
