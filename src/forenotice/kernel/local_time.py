"""Local days and hours in a time zone, through the gaps and overlaps of daylight saving."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class UnknownZoneError(ValueError):
    """A name that is not in the IANA time zone database."""


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; raise :class:`UnknownZoneError` when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(
            f'"{name}" is not a time zone. Use an IANA name such as Europe/Paris.'
        ) from None


@lru_cache(maxsize=65_536)
def instant(day: date, at: time, zone_name: str) -> datetime:
    """The moment, in UTC, when the clocks of a zone show ``at`` on ``day``.

    An hour that occurs twice is its first occurrence. An hour that is skipped in spring becomes the moment
    of the jump itself, so that the local day is never left.
    """
    where = zone(zone_name)
    local = datetime.combine(day, at, tzinfo=where)
    there = local.astimezone(UTC)
    if there.astimezone(where).replace(tzinfo=None) == local.replace(tzinfo=None):
        return there
    # With fold=1 a time inside the gap is read with the offset after the jump, which lands before it.
    return _first_moment_after(local.replace(fold=1).astimezone(UTC), there, where)


def _first_moment_after(earlier: datetime, later: datetime, where: ZoneInfo) -> datetime:
    """The moment between two at which the zone's offset changes, to the second."""
    before = earlier.astimezone(where).utcoffset()
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) / 2
        if middle.astimezone(where).utcoffset() == before:
            earlier = middle
        else:
            later = middle
    return later.replace(microsecond=0)


def local_day(moment: datetime, zone_name: str) -> date:
    """The calendar day that a zone has at a moment."""
    return moment.astimezone(zone(zone_name)).date()


def local_clock(moment: datetime, zone_name: str) -> time:
    """What the clocks of a zone show at a moment."""
    return moment.astimezone(zone(zone_name)).time()


def start_of_day(day: date, zone_name: str) -> datetime:
    """The first moment of a local day, in UTC."""
    return instant(day, time(0), zone_name)


def end_of_day(day: date, zone_name: str) -> datetime:
    """The first moment after a local day, in UTC."""
    return start_of_day(day + timedelta(days=1), zone_name)
