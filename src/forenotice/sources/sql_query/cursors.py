"""How far a database has been read, as a text that an earlier pull left behind. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from forenotice.kernel.local_time import instant
from forenotice.sources.sql_query.parts import Place

_VERSION = 2
LATE = timedelta(minutes=2)
"""Whoever writes a row may take so long before others see it; younger ones are read again."""

_ANYWHERE = timedelta(hours=26)


@dataclass(slots=True)
class Reading:
    """Where each part stands. ``part`` is read now; ``is_whole`` when the reading began with nothing.

    ``of`` tells what is read: after other settings, the places mean nothing any more. ``digests`` say in
    short what a part told whose rows do not say when they change, and ``columns`` are the names for that.
    """

    of: str
    places: list[Place | None]
    part: int = 0
    is_whole: bool = True
    unsettled: list[bool] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)

    @classmethod
    def begin(cls, of: str, parts: int) -> "Reading":
        """From the beginning."""
        return cls(
            of,
            [None] * parts,
            unsettled=[False] * parts,
            digests=[""] * parts,
            columns=[[] for _ in range(parts)],
        )

    @classmethod
    def resume(cls, cursor: str, of: str, parts: int) -> "Reading":
        """Where a cursor left off, or from the beginning when it is none of ours."""
        try:
            told = json.loads(cursor)
            places = [
                None if each is None else (_decoded(each[0]), _decoded(each[1])) for each in told["places"]
            ]
            if (told["version"], told["of"], len(places)) != (_VERSION, of, parts):
                return cls.begin(of, parts)
            return cls(
                of=of,
                places=places,
                part=int(told["part"]),
                is_whole=bool(told["whole"]),
                unsettled=[bool(told["unsettled"][index]) for index in range(parts)],
                digests=[str(told["digests"][index]) for index in range(parts)],
                columns=[list(map(str, told["columns"][index])) for index in range(parts)],
            )
        except (ValueError, TypeError, KeyError, IndexError):
            return cls.begin(of, parts)

    def text(self) -> str:
        """The cursor that goes on from here."""
        places = [None if each is None else [_encoded(each[0]), _encoded(each[1])] for each in self.places]
        return json.dumps(
            {
                "version": _VERSION,
                "of": self.of,
                "places": places,
                "part": self.part,
                "whole": self.is_whole,
                "unsettled": self.unsettled,
                "digests": self.digests,
                "columns": self.columns,
            }
        )

    def start(self, part: int) -> Place | None:
        """After which place a part is read: some way back if rows may have come late since."""
        place = self.places[part]
        if place is None or not self.unsettled[part]:
            return place
        earlier = _earlier(place[0])
        return place if earlier is None else (earlier, None)

    def finish(self, in_order: Sequence[bool], times_in: str, now: datetime) -> None:
        """Everything was read: the next pull asks each part for what is new.

        A part that is not in the order of its changes is read from its beginning whenever it changed at all.
        """
        self.part, self.is_whole = 0, False
        self.places = [place if kept else None for place, kept in zip(self.places, in_order, strict=True)]
        self.unsettled = [
            place is not None and not _is_settled(place[0], times_in, now) for place in self.places
        ]


def _encoded(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    return date.fromisoformat(value["on"]) if "on" in value else Decimal(value["number"])


def _moment(value: Any) -> datetime | None:
    """The moment that a cursor's value stands for, with its zone if it has one."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and len(value) > 10 else None
    except ValueError:
        return None


def _earlier(value: Any) -> Any:
    """A little before that, in the form in which it was told; None for what is no moment."""
    moment = _moment(value)
    if moment is None:
        return None
    earlier = moment - LATE
    return earlier.isoformat(sep=" ") if isinstance(value, str) else earlier


def _is_settled(value: Any, times_in: str, now: datetime) -> bool:
    """Whether no row can turn up any more that changed at that moment or before."""
    moment = _moment(value)
    if moment is None:
        return True
    if moment.tzinfo is not None:
        return moment.astimezone(UTC) <= now - LATE
    if times_in and times_in != "ignore":
        return instant(moment.date(), moment.time(), times_in) <= now - LATE
    # Of which zone it is nobody says, so that it may be anywhere on earth.
    return moment.replace(tzinfo=UTC) <= now - LATE - _ANYWHERE
