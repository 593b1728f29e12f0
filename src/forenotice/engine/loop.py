"""One process that beats the pulse until it is told to stop."""

import signal
import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

import structlog
from django.db import DatabaseError, OperationalError, connection

from forenotice.dispatcher.operations import Clock
from forenotice.engine.carriers import KeptCarriers
from forenotice.engine.errors import PulseBrokenError
from forenotice.engine.presence import Presence
from forenotice.engine.pulse import PulseReport, pulse
from forenotice.engine.queries import pulses_asked
from forenotice.engine.timekeeping import Timekeeper

log = structlog.get_logger(__name__)

_LOOKS_EVERY_SECONDS = 1.0


class StopSignal:
    """Set by SIGTERM or SIGINT; what is in flight is finished, and nothing more begins."""

    def __init__(self) -> None:
        """Listen from now on."""
        self._told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._told.set())

    def __call__(self) -> bool:
        """Whether it is time to stop."""
        return self._told.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep, but wake at once when told to stop."""
        self._told.wait(seconds)


def run(
    *,
    clock: Clock,
    presence: Presence,
    stop: StopSignal,
    every_seconds: float,
    heard: Callable[[PulseReport], None] | None = None,
) -> datetime | None:
    """Pulse every so many seconds until told to stop; return when the last pulse began, if there was one.

    A pulse that somebody asks for meanwhile begins at once. A database that is locked or away for a while
    costs a pulse and not the process: the next one catches up. So does a clock that jumped.
    """
    began_at, asked, keeper = None, 0, Timekeeper()

    def is_over() -> bool:
        presence.beat()
        # A clock that jumps in the middle of a pulse must not lead its last looks astray.
        return stop() or bool(keeper.astray(clock()))

    def breathe(execute: Callable[..., Any], *statement: Any) -> Any:
        """Whatever the database has done is progress: a page of a source, a thousand lines of a file."""
        answer = execute(*statement)
        presence.beat()
        return answer

    with KeptCarriers(clock) as carriers, connection.execute_wrapper(breathe):
        while not stop():
            try:
                asked = pulses_asked()
                if _is_believed(keeper, clock()):
                    report = pulse(clock=clock, presence=presence, carriers=carriers, stop=is_over)
                    began_at = report.began_at
                    if heard is not None:
                        heard(report)
            except DatabaseError as error:
                log.warning("pulse failed", error=type(error).__name__, said=_said(error))
                connection.close()
            except PulseBrokenError as error:
                log.error("pulse failed", reason=str(error))
            except Exception as error:
                log.error("pulse failed", error=type(error).__name__)
            _rest(presence, stop, every_seconds, asked)
    return began_at


def _said(error: DatabaseError) -> str:
    """Why the database did not answer; of any other fault it may quote a row."""
    return (str(error).splitlines() or [""])[0] if isinstance(error, OperationalError) else ""


def _is_believed(keeper: Timekeeper, now: datetime) -> bool:
    astray = keeper.astray(now)
    if astray:
        log.warning(
            "no pulse: the clock jumped",
            seconds=round(astray.total_seconds()),
            advice="Nothing is said until it has gone steadily for half an hour. Is it right? Start again.",
        )
    return not astray


def _rest(presence: Presence, stop: StopSignal, seconds: float, asked: int) -> None:
    """Wait for the next pulse; less long when told to stop, or when somebody asked for one meanwhile."""
    ends_at = monotonic() + seconds
    while not stop() and (left := ends_at - monotonic()) > 0:
        presence.beat()
        stop.wait(min(left, _LOOKS_EVERY_SECONDS))
        if _pulses_asked(asked) != asked:
            return


def _pulses_asked(before: int) -> int:
    try:
        return pulses_asked()
    except DatabaseError:
        # Nobody can ask while it is away. The next pulse dials anew, and says so when it is away still.
        connection.close()
        return before
