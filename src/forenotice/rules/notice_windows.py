"""When laws and card networks ask for a notice: dated data, and which of it a set of lead times misses. Pure.

No legal advice, and never more than a hint: who a law holds for is not for a program to say.
"""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from forenotice.kernel.interval import Interval
from forenotice.kernel.lead_time import LeadTime


@dataclass(frozen=True, slots=True)
class NoticeWindow:
    """From how many to how many days before, for payments of these kinds, paid no more often than that."""

    who: str
    source: str
    kinds: tuple[str, ...]
    from_days: int
    to_days: int
    least_interval_days: int = 0
    secondary: bool = False

    @property
    def has_end(self) -> bool:
        """Whether a notice can be too early for it."""
        return self.to_days < 3_660


@cache
def notice_windows() -> Sequence[NoticeWindow]:
    """All that were collected."""
    text = files(__package__).joinpath("notice_windows.toml").read_text(encoding="utf-8")
    return tuple(
        NoticeWindow(**{**words, "kinds": tuple(words["kinds"])}) for words in tomllib.loads(text)["windows"]
    )


def missed_windows(
    kinds: Collection[str], intervals: Collection[Interval], leads: Collection[LeadTime]
) -> list[NoticeWindow]:
    """The windows that these lead times all lie outside of, where the payments are such as they hold for."""
    longest = max((interval.mean_days for interval in intervals), default=0.0)
    return [
        window
        for window in notice_windows()
        if not set(window.kinds).isdisjoint(kinds)
        and longest >= window.least_interval_days
        and not any(window.from_days <= lead.shortest_days <= window.to_days for lead in leads)
    ]
