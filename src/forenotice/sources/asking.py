"""A source is asked in a thread of its own, so that one that hangs or breaks is nobody else's trouble."""

from collections.abc import Callable, Generator, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

import structlog

from forenotice.sources.contract import OpenSource, Page
from forenotice.sources.errors import SourcesError, SourceUnavailableError

PATIENCE_SECONDS = 30.0
"""For how long a source may keep us waiting for its next page."""

_T = TypeVar("_T")

log = structlog.get_logger(__name__)


def pages_of(
    source: OpenSource, tell: Callable[[], Iterator[Page]], *, patience_seconds: float = PATIENCE_SECONDS
) -> Generator[Page]:
    """The pages that ``tell`` gives, as they come; the source is closed at the end, however that comes.

    Raise an error of this room for whatever goes wrong, also when nothing comes for too long. The thread of
    a source that hangs is left behind: it touches no rows and does not keep this process alive.
    """
    told: Queue[Page | Exception | None] = Queue(maxsize=1)
    is_over = Event()

    def run() -> None:
        end: Exception | None = None
        try:
            for page in tell():
                if not _put(told, page, is_over):
                    break
        except Exception as error:
            end = error
        close(source)
        _put(told, end, is_over)

    Thread(target=run, daemon=True, name="forenotice-source").start()
    try:
        while (page := _next(told, patience_seconds)) is not None:
            yield page
    finally:
        is_over.set()


def asked(ask: Callable[[], _T], *, patience_seconds: float = PATIENCE_SECONDS) -> _T:
    """The answer to one question, under the same terms; the source stays open."""
    told: Queue[tuple[_T] | Exception] = Queue()

    def run() -> None:
        try:
            told.put((ask(),))
        except Exception as error:
            told.put(error)

    Thread(target=run, daemon=True, name="forenotice-source").start()
    try:
        found = told.get(timeout=patience_seconds)
    except Empty:
        raise _too_slow(patience_seconds) from None
    if isinstance(found, Exception):
        raise as_ours(found)
    return found[0]


def as_ours(error: Exception) -> SourcesError:
    """Whatever a source raised, as a sentence of ours; one that nobody foresaw may hold secrets."""
    if isinstance(error, SourcesError):
        return error
    log.warning("source_broke", error=type(error).__name__)
    return SourceUnavailableError(f"It broke ({type(error).__name__}). Please report this.")


def _next(told: "Queue[Page | Exception | None]", patience_seconds: float) -> Page | None:
    try:
        found = told.get(timeout=patience_seconds)
    except Empty:
        raise _too_slow(patience_seconds) from None
    if isinstance(found, Exception):
        raise as_ours(found)
    return found


def _too_slow(seconds: float) -> SourceUnavailableError:
    return SourceUnavailableError(f"It kept us waiting for more than {seconds:.0f} seconds.")


def _put(told: "Queue[_T]", what: _T, is_over: Event) -> bool:
    """Hand something over as soon as there is room; False when nobody wants it any more."""
    while not is_over.is_set():
        try:
            told.put(what, timeout=0.2)
        except Full:
            continue
        return True
    return False


def close(source: OpenSource) -> None:
    """Let go of a source, whatever that makes of it."""
    try:
        source.close()
    except Exception as error:
        log.warning("source_not_closed", error=type(error).__name__)
