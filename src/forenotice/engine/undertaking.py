"""Something long is done beside the web's answers, in a thread that tells how far it is.

One at a time for each organization. A thread that dies with its host leaves a row that no longer beats, and
that reads as broken off; where the host is stopped in good order, the work ends between two of its pieces.
"""

import atexit
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction

from forenotice.accounts.models import Organization
from forenotice.dispatcher.operations import Clock
from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.models import Undertaking
from forenotice.engine.states import UndertakingState

log = structlog.get_logger(__name__)

Tell = Callable[[int, int], None]
"""Told how many pieces are done, and of how many."""

Work = Callable[[Tell], Mapping[str, Any]]
"""The work itself; it returns what came of it, as JSON."""

SILENT_FOR = timedelta(minutes=1)
_TELLS_EVERY_SECONDS = 1.0
_BEATS_EVERY_SECONDS = 15.0
_ENDS_WITHIN_SECONDS = 10.0


class _Stopped(BaseException):
    """The host was told to stop, or the work was given up. It is no fault, so nobody may mend it."""


class _AtWork:
    """The threads of this process, and whether they were told to stop."""

    def __init__(self) -> None:
        self.stops = threading.Event()
        self._threads: set[threading.Thread] = set()
        atexit.register(self.end)

    def begin(self, thread: threading.Thread) -> None:
        """Let a thread begin."""
        self._threads.add(thread)
        thread.start()

    def leave(self) -> None:
        """The thread that says so has done its work."""
        self._threads.discard(threading.current_thread())

    def wait(self) -> None:
        """Let each come to its end."""
        for thread in list(self._threads):
            thread.join()

    def end(self) -> None:
        """Let each end after the piece that it is at."""
        self.stops.set()
        ends_at = monotonic() + _ENDS_WITHIN_SECONDS
        for thread in list(self._threads):
            thread.join(max(0.0, ends_at - monotonic()))


_at_work = _AtWork()


def undertake(
    *,
    organization: Organization,
    kind: str,
    subject: str = "",
    work: Work,
    expected: tuple[type[Exception], ...] = (),
    actor: str,
    clock: Clock,
) -> Undertaking:
    """Begin something long, and return its row at once.

    ``expected`` are errors whose words are for whoever began it. Raise :class:`UndertakingBusyError` while
    something else is being done for the organization.
    """
    row = _begin(organization, kind, subject, actor, clock())
    thread = threading.Thread(
        target=_work, args=(row, work, expected, clock), name=f"undertaking-{row.pk}", daemon=True
    )
    # The thread has a connection of its own, which does not see the row before it is kept.
    transaction.on_commit(lambda: _at_work.begin(thread))
    return row


def wait_for_undertakings() -> None:
    """Return when all that was begun in this process is over, before a process ends that only did so much."""
    _at_work.wait()


def _begin(organization: Organization, kind: str, subject: str, actor: str, now: datetime) -> Undertaking:
    running = Undertaking.objects.filter(organization=organization, state=UndertakingState.RUNNING)
    running.filter(beat_at__lt=now - SILENT_FOR).update(state=UndertakingState.BROKEN_OFF, ended_at=now)
    try:
        with transaction.atomic():
            return Undertaking.objects.create(
                organization=organization,
                kind=kind,
                subject=subject[:200],
                begun_at=now,
                beat_at=now,
                begun_by=actor,
            )
    except IntegrityError:
        raise UndertakingBusyError(
            "Something else is being done for this organization. Try again when it is done."
        ) from None


def _work(row: Undertaking, work: Work, expected: tuple[type[Exception], ...], clock: Clock) -> None:
    """Do the work in this thread, and write down what came of it."""
    beats = _Beats(row, clock)
    state, words, result = UndertakingState.FAILED, "", dict[str, Any]()
    try:
        with beats:
            result = dict(work(beats.tell))
        state = UndertakingState.DONE
    except _Stopped:
        state = UndertakingState.BROKEN_OFF
    except expected as error:
        words = str(error)
    except Exception as error:
        # Nobody waits for this thread; the row and the log tell of it.
        log.exception("undertaking_broke", kind=row.kind, error=type(error).__name__)
    try:
        beats.write(state=state, ended_at=clock(), words=words, result=result)
    except _Stopped:
        log.warning("undertaking_was_given_up", kind=row.kind, state=state)
    except DatabaseError as error:
        # Its beats are over, so within a minute it reads as broken off.
        log.warning("undertaking_not_written", kind=row.kind, error=type(error).__name__)
    finally:
        connection.close()
        _at_work.leave()


class _Beats:
    """Writes how far the work is: by its own thread while it tells, by another one while it is silent."""

    def __init__(self, row: Undertaking, clock: Clock) -> None:
        self._row, self._clock = row, clock
        self._done = self._total = 0
        self._wrote_at = monotonic()
        self._over = threading.Event()
        self._is_given_up = False
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def tell(self, done: int, total: int) -> None:
        """Called by the work between two of its pieces; the place where it ends when it is told to."""
        if _at_work.stops.is_set() or self._is_given_up:
            raise _Stopped
        self._done, self._total = done, total
        if monotonic() - self._wrote_at >= _TELLS_EVERY_SECONDS:
            self.write()

    def write(self, **told: Any) -> None:
        """Write how far it is, and what else is told.

        Raise :class:`_Stopped` when it was silent for so long that it counts as broken off: somebody may be
        doing it anew.
        """
        self._wrote_at = monotonic()
        mine = Undertaking.objects.filter(
            organization_id=self._row.organization_id, pk=self._row.pk, state=UndertakingState.RUNNING
        )
        if not mine.update(done=self._done, total=self._total, beat_at=self._clock(), **told):
            self._is_given_up = True
            raise _Stopped

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(_BEATS_EVERY_SECONDS):
            if monotonic() - self._wrote_at < _BEATS_EVERY_SECONDS:
                continue
            try:
                self.write()
            except _Stopped:
                return
            except DatabaseError:
                # A long transaction holds SQLite; the next beat tries again.
                log.info("undertaking_beat_waits", kind=self._row.kind)
            finally:
                connection.close()
