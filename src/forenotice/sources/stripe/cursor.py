"""Where a pull goes on: in the list of all subscriptions, or behind the last event that was read. Pure."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Cursor:
    """``event`` is the newest event when the reading of all began, or the last one read since.

    ``since`` is that moment in seconds, for an account that had no event yet. ``after`` is the last
    subscription of the page before; ``is_whole`` once all were told.
    """

    since: int
    event: str = ""
    after: str = ""
    is_whole: bool = False

    def text(self) -> str:
        """As it is kept."""
        return json.dumps({"version": 1, **asdict(self)})

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The cursor again; None for one that is not understood."""
        try:
            kept = json.loads(text)
            if kept.pop("version") != 1:
                return None
            found = cls(**kept)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        return found if isinstance(found.since, int) else None
