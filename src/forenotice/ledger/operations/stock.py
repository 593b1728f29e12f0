"""The database is told how much there is, where much of it came at once."""

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
