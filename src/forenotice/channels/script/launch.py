"""Stands between us and one script: limits it, and ends all that it started when it ends, or when we do.

This is run as a program of its own, by :mod:`forenotice.channels.script.run`, so that limits need not be set
in a copy of ours, which has threads. It knows nothing but the standard library, and little of that, because
it starts anew for each script. Its arguments: the descriptor of the line to us, the limits (seconds of
computing, bytes of memory, bytes of a file), the script, and the variables of its environment.
"""

import os
import resource
import select
import signal
import sys
import time

GRACE_SECONDS = 2.0
"""How long a script that is asked to end may take for it."""


def main(line: int, limits: tuple[int, int, int], program: str, environment: dict[str, str]) -> None:
    """Run the program, tell how it ended, and leave nothing of it behind."""
    os.set_inheritable(line, False)
    # The whole group is asked to end by this signal. We are in it, and stay until the script has ended.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    bell, rope = os.pipe()
    os.set_blocking(rope, False)
    # Whoever waits for a signal only in its handler misses the one that comes just before they wait.
    signal.set_wakeup_fd(rope)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    if os.fork() == 0:
        _become(program, environment, limits, line)
    for descriptor in (0, 1, 2):
        os.close(descriptor)
    while True:
        ready, _, _ = select.select([line, bell], [], [])
        if bell in ready and os.read(bell, 64):
            _report(line)
        # Nothing is ever said to us by this line; it only breaks.
        if line in ready and not os.read(line, 64):
            os.killpg(0, signal.SIGTERM)
            time.sleep(GRACE_SECONDS)
            os.killpg(0, signal.SIGKILL)


def _report(line: int) -> None:
    """Say how the script ended, once it did. What it left running in its group ends with us."""
    ended, status = os.waitpid(-1, os.WNOHANG)
    if not ended:
        return  # It only paused.
    code = os.waitstatus_to_exitcode(status)
    try:
        os.write(line, b"exit %d\n" % code if code >= 0 else b"signal %d\n" % -code)
    finally:
        os.killpg(0, signal.SIGKILL)


def _become(program: str, environment: dict[str, str], limits: tuple[int, int, int], line: int) -> None:
    """Turn this process into the program; say why not if that fails."""
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        os.umask(0o077)
        seconds, memory, file_size = limits
        _limit(resource.RLIMIT_CPU, seconds)
        _limit(resource.RLIMIT_AS, memory)
        _limit(resource.RLIMIT_FSIZE, file_size)
        _limit(resource.RLIMIT_CORE, 0)
        os.execve(program, [program], environment)  # noqa: S606 (a shell is what must not be between)
    except OSError as error:
        os.write(line, b"start %d\n" % (error.errno or 0))
    finally:
        os._exit(127)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _line, _seconds, _memory, _file_size, _program, *_pairs = sys.argv[1:]
    main(
        int(_line),
        (int(_seconds), int(_memory), int(_file_size)),
        _program,
        dict(pair.split("=", 1) for pair in _pairs),
    )
