"""What a WordPress keeps about itself: its address, its time zone, and what its plugins set."""

from collections.abc import Sequence

from forenotice.kernel.local_time import UnknownZoneError, zone
from forenotice.sources.sql_query.connect import Session
from forenotice.sources.sql_query.presets.shape import Site

_ALWAYS = ("home", "timezone_string", "gmt_offset")


def read_site(session: Session, prefix: str, wanted: Sequence[str], otherwise: str) -> Site:
    """The site's own options; the zone ``otherwise`` holds where it has an offset that no zone stands for."""
    names = (*_ALWAYS, *wanted)
    marks = ", ".join(["%s"] * len(names))
    sql = f"SELECT option_name, option_value FROM {prefix}options WHERE option_name IN ({marks})"
    found = {str(name): str(value or "") for name, value in session.rows(sql, names)[1]}
    return Site(options=found, zone=_zone(found, otherwise))


def _zone(options: dict[str, str], otherwise: str) -> str:
    """Its zone; WordPress keeps a name, or a number of hours when its owner chose none."""
    name = options.get("timezone_string", "")
    if name:
        try:
            return zone(name).key
        except UnknownZoneError:
            return otherwise
    try:
        hours = float(options.get("gmt_offset") or 0)
    except ValueError:
        return otherwise
    if not hours.is_integer() or not -14 <= hours <= 12:
        return otherwise
    # Their names count the other way round: two hours east of Greenwich is Etc/GMT-2.
    return f"Etc/GMT{-int(hours):+d}" if hours else "UTC"
