"""Empty tables quickly between tests.

What Django does after a test that commits took longer than most of them: on PostgreSQL it truncates forty
tables, which makes new files for each of them and for their indexes, and on both databases it then makes the
content types and permissions, row by row, that it has just thrown away. Most tables are empty or nearly so:
deleting what is in them takes a few milliseconds, and what no test writes may stay.
"""

from typing import Any

# The migrations fill these from the models, and nothing else ever writes them.
STAYS = frozenset({"auth_permission", "django_content_type"})


def use_quick_flush(*, may_disable_checks: bool) -> None:
    """Let Django's own flush empty only what tests write, and delete rows where it may as a superuser."""
    # Django must stand ready before its parts can be imported, and this file is read earlier.
    from django.core.management.commands import flush

    # The tables stay the same for the whole run.
    kept: dict[str, list[str]] = {}

    def sql_flush(style: Any, connection: Any, **options: Any) -> list[str]:
        asked = f"{connection.alias} {options}"
        if asked not in kept:
            kept[asked] = statements(style, connection, **options)
        return kept[asked]

    def statements(style: Any, connection: Any, **options: Any) -> list[str]:
        existing = connection.introspection.django_table_names(only_existing=True, include_views=False)
        tables = [name for name in existing if name not in STAYS]
        if connection.vendor != "postgresql" or not may_disable_checks:
            return list(connection.ops.sql_flush(style, tables, **options))
        # Without its checks of foreign keys the order of the tables does not matter.
        emptied = [f"DELETE FROM {connection.ops.quote_name(name)};" for name in tables]
        # All in one breath: sixty questions took the client longer than the server.
        return [
            "SET session_replication_role = replica;"
            + "".join(emptied)
            + "SET session_replication_role = DEFAULT;"
        ]

    vars(flush)["sql_flush"] = sql_flush
    # It would make again what stayed.
    vars(flush)["emit_post_migrate_signal"] = lambda *_, **__: None
