"""Instants on their way into raw statements and out of them, as Django's own columns hold them."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection


def stored(moment: datetime | None) -> Any:
    """An aware instant as a parameter for this database."""
    return None if moment is None else connection.ops.adapt_datetimefield_value(moment)


def recalled(value: Any) -> datetime:
    """An instant in UTC from what this database gives: SQLite keeps texts, and knows no zones."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
