"""Instants on their way into raw statements and out of them, as Django's own columns hold them."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection


def stored(moment: datetime | None) -> Any:
    """An aware instant as a parameter for this database."""
    return _as_text(moment) if moment is not None and _keeps_texts() else moment


def recalled(value: Any) -> datetime:
    """An instant in UTC from what this database gives: SQLite keeps texts, and knows no zones."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@lru_cache(maxsize=1)
def _keeps_texts() -> bool:
    return connection.vendor == "sqlite"


@lru_cache(maxsize=1024)
def _as_text(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))
