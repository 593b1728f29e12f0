"""What is asked for again and again while one page is made is read once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def only_reading() -> Iterator[None]:
    """Meanwhile nothing is written, so that what was read once need not be read again."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def read_once(question: Hashable, read: Callable[[], Answer]) -> Answer:
    """The answer to a question; while only reading is done, the same one again. Nobody may change it."""
    kept = _kept.get()
    if kept is None:
        return read()
    if question not in kept:
        kept[question] = read()
    return cast("Answer", kept[question])


def already_read(question: Hashable) -> Any | None:
    """The answer to a question that was asked before while only reading is done; None if it was not."""
    return (_kept.get() or {}).get(question)
