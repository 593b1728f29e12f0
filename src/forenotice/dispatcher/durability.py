"""Commits that a power cut cannot take back."""

from collections.abc import Iterator
from contextlib import contextmanager

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
