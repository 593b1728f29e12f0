"""Commits that a power cut cannot take back."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from threading import Lock

from django.db import connection

from forenotice.dispatcher.errors import DispatcherError


@contextmanager
def durable_commits() -> Iterator[None]:
    """Until the end, every commit on this connection is on the disk before it returns.

    SQLite otherwise only promises that in groups; PostgreSQL always does. Raise
    :class:`DispatcherError` inside a transaction, because nothing is committed before that one ends.
    """
    if connection.in_atomic_block:
        raise DispatcherError(
            "Nothing can be handed over inside a transaction: its mark would not be committed."
        )
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        # Every transaction waits for the disk once; moving pages into place need not be done as often.
        cursor.execute("PRAGMA wal_autocheckpoint=8000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA wal_autocheckpoint=1000")


def commit_beside(clerk: Executor, meanwhile: Callable[[], None]) -> None:
    """Commit the open transaction in the clerk's thread, while `meanwhile` does something else in ours.

    Waiting for the disk takes about as long as finding words for a few messages, and needs no interpreter.
    `meanwhile` must leave the database alone, and be short: the clerk gets no word in before it ends. When
    this returns all is on the disk, and Django finds nothing left to commit; when it raises, nothing is.
    """
    commit, has_begun = connection.connection.commit, Lock()
    has_begun.acquire()

    def begin() -> None:
        has_begun.release()
        commit()

    committed = clerk.submit(begin)
    # Without this pause we would keep the interpreter, and the disk would be asked only when we are done.
    has_begun.acquire()
    try:
        meanwhile()
    finally:
        with connection.wrap_database_errors:
            committed.result()
