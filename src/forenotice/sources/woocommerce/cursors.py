"""Where a pull goes on: by the moment of the last change, never by the number of a page. Pure.

Whatever is changed while pages are read moves to the end of the list, and all after it one place forward. By
numbers of pages somebody would be skipped. By the moment of change nobody is, and whoever moved is read
again.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_FORMAT = "%Y-%m-%dT%H:%M:%S"
_OVERLAP = 5


@dataclass(frozen=True, slots=True)
class Cursor:
    """What was changed before ``since`` (UTC, empty for the beginning) is read.

    Of what was changed in that very second, or has no such moment, so many are read as ``offset`` says.
    ``is_whole``: the pull began with the beginning.
    """

    since: str = ""
    offset: int = 0
    is_whole: bool = False

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """The cursor that a page held; the beginning for anything else."""
        try:
            since, offset, is_whole = json.loads(text)
        except (ValueError, TypeError):
            return cls(is_whole=True)
        is_sound = isinstance(since, str) and (not since or _is_moment(since))
        if not is_sound or type(offset) is not int or offset < 0 or type(is_whole) is not bool:
            return cls(is_whole=True)
        return cls(since, offset, is_whole)

    def text(self) -> str:
        """As a page holds it."""
        return json.dumps([self.since, self.offset, self.is_whole])

    def query(self, size: int) -> dict[str, str]:
        """What the shop is asked for."""
        asked = {"per_page": str(size), "orderby": "modified", "order": "asc", "dates_are_gmt": "true"}
        if self.offset:
            asked["offset"] = str(self.offset)
        if self.since:
            # The shop leaves out that very second, in which there may be more.
            before = datetime.strptime(self.since, _FORMAT).replace(tzinfo=UTC) - timedelta(seconds=1)
            asked["modified_after"] = before.strftime(_FORMAT)
        return asked

    def after(self, items: Sequence[Any], size: int, total: int | None, now: datetime) -> "Cursor | None":
        """Where to go on after these; None when they are the last."""
        # Something before the shop may make up the count, or leave it out; then a short page is the last.
        is_known = total is not None and total >= self.offset + len(items)
        if (self.offset + size >= (total or 0)) if is_known else (len(items) < size):
            return None
        latest = self._latest(items, now)
        if latest > self.since:
            return replace(self, since=latest, offset=0)
        # All in one second, as after a migration. A few are read twice, should some have left meanwhile.
        return replace(self, offset=self.offset + max(1, size - _OVERLAP))

    def at_end(self, items: Sequence[Any], now: datetime) -> "Cursor":
        """Where the next pull begins after these, which are the last."""
        return Cursor(self._latest(items, now))

    def _latest(self, items: Sequence[Any], now: datetime) -> str:
        """The last change among them; a shop with a wrong clock must not make us miss what comes."""
        moments = [item.get("date_modified_gmt") for item in items if isinstance(item, dict)]
        latest = max((each for each in moments if isinstance(each, str) and _is_moment(each)), default="")
        return max(min(latest, now.astimezone(UTC).strftime(_FORMAT)), self.since)


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        return datetime.strptime(text, _FORMAT).year > 1  # noqa: DTZ007 (only whether it is one)
    except ValueError:
        return False
