"""What a shop answers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop answered. ``body`` is None when it is no JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str:
        """WordPress's name for what went wrong."""
        code = self.body.get("code") if isinstance(self.body, dict) else ""
        return code if isinstance(code, str) else ""

    def number(self, header: str) -> int | None:
        """A header that counts something, if it is there."""
        word = self.headers.get(header, "")
        return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else None

    def retry_after_seconds(self, now: datetime) -> float | None:
        """For how long the shop wants to be left alone."""
        word = self.headers.get("retry-after", "").strip()
        if word.isascii() and word.isdigit() and len(word) < 9:
            return float(word)
        try:
            return max(0.0, (parsedate_to_datetime(word) - now).total_seconds())
        except (ValueError, TypeError):
            return None
