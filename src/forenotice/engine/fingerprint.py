"""What makes a host the one that may speak: its instance file, its base URL, and the database itself."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection

from forenotice.engine.instance_file import Instance


def fingerprint(instance: Instance) -> str:
    """A name for this host speaking for this database; anything copied elsewhere gets another one."""
    parts = (instance.id, str(instance.place), settings.FORENOTICE_BASE_URL, database_identity())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def database_identity() -> str:
    """What tells the database from its copies: where an SQLite file lies, and what PostgreSQL calls itself.

    PostgreSQL's own numbers survive a change of host name and a fail-over to a standby, and differ as soon
    as a dump is read into another database.
    """
    if connection.vendor == "sqlite":
        return f"sqlite {Path(connection.settings_dict['NAME']).resolve()}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database"
            " WHERE datname = current_database()"
        )
        system, database = cursor.fetchone()
    return f"postgresql {system} {database}"
