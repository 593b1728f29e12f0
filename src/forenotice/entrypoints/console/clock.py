"""The one place where the console asks what time it is."""

from datetime import UTC, datetime


def current_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
