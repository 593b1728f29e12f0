"""The database is told what to expect, where much comes at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_TABLES = ("ledger_member", "ledger_product", "ledger_subscription", "ledger_sighting", "ledger_duedate")


def take_stock() -> None:
    """Let PostgreSQL look at how many rows its tables hold now.

    It plans by what it saw last, and looks by itself once a minute at most. A great import into tables that
    it saw empty would then go through one of them for each row of another. SQLite's statements name their
    order themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(_TABLES)}")


@contextmanager
def room_for_many() -> Iterator[None]:
    """Until the end, SQLite may keep the indexes of about a million rows in memory: 128 MB.

    Keys come in no order, so that with less room the same pages are read and written again and again.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA cache_size=-128000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size={before}")
            cursor.execute("PRAGMA shrink_memory")
