"""What is likely of an organization before anybody said it. Everything can be changed later."""

from datetime import date

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


def likely_currency(zone_name: str, on: date) -> str:
    """The currency that is paid with where that zone is; the euro where nobody knows."""
    territory = get_global("zone_territories").get(zone_name, "")
    found = get_territory_currencies(territory, start_date=on) if territory else []
    return str(found[0]) if found else "EUR"


def likely_key(name: str) -> str:
    """The key of an organization, from its name."""
    return nearest_key(slugify(name), "my-organization")
