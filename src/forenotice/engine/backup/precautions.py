"""What is changed in rows that are put back, before anybody can act on them."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

SESSIONS = ("usersessions_usersession", "django_session")
"""Left out of backups: whoever finds one must not be signed in by it, nor read what somebody was just typing.
Those of earlier versions had them in, and let somebody in who may have been shown out since."""

_INVITATIONS = "accounts_invitation"
"""Some may have been used since, or withdrawn: their links would open once more."""


def precautions(tables: Collection[str], now: datetime) -> Iterator[str]:
    """In SQL that every version's tables understand: end sessions and invitations, and be held until a look.

    A database that was copied before any pulse knows no host, so any host would take it for its own.
    """
    for table in (*SESSIONS, _INVITATIONS):
        if table in tables:
            yield f"DELETE FROM {table}"
    at = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    yield (
        "INSERT INTO engine_host (fingerprint, pulses, changed_at)"
        f" SELECT '', 0, '{at}' WHERE NOT EXISTS (SELECT 1 FROM engine_host)"
    )
