"""What is likely of an organization before anybody said it. Everything can be changed later."""

from datetime import date
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.text import slugify

from forenotice.kernel.keys import nearest_key
from forenotice.kernel.local_time import UnknownZoneError, zone


def likely_zone(given: str) -> str:
    """The zone that a browser tells of, where there is such a one."""
    try:
        return zone(given).key if given else "UTC"
    except UnknownZoneError:
        return "UTC"


def zone_called(given: str) -> str | None:
    """The name of the zone that somebody means, in any case; a city will do for one that is called after it.

    ``berlin`` is Europe/Berlin, ``Sao Paulo`` America/Sao_Paulo; None where there is none such, or several.
    """
    wanted = _plain(given)
    found = {each for each in available_timezones() if _plain(each) == wanted}
    # The zones that lie in a country leave out old names of the same places.
    cities = {each for each in get_global("zone_territories") if _plain(each.rpartition("/")[2]) == wanted}
    found = found or cities & available_timezones()
    return found.pop() if len(found) == 1 else None


def _plain(name: str) -> str:
    return slugify(name.replace("/", " ").replace("_", " "))


def likely_currency(zone_name: str, on: date) -> str:
    """The currency that is paid with where that zone is; the euro where nobody knows."""
    territory = get_global("zone_territories").get(zone_name, "")
    found = get_territory_currencies(territory, start_date=on) if territory else []
    return str(found[0]) if found else "EUR"


def likely_key(name: str) -> str:
    """The key of an organization, from its name."""
    return nearest_key(slugify(name), "my-organization")
