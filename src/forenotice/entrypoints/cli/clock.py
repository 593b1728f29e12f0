"""The one place where commands ask what time it is; in the demo, time stands where its walk ended."""

from datetime import UTC, datetime

_stopped_at: datetime | None = None


def current_time() -> datetime:
    """Now, in UTC."""
    return _stopped_at or datetime.now(UTC)


def stop_clock(at: datetime | None) -> None:
    """From here on it is this moment, until None lets the clock run again."""
    global _stopped_at
    _stopped_at = at
