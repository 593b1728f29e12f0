"""Where somebody is at home: language, time zone and country."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from forenotice.kernel.local_time import UnknownZoneError, zone
from forenotice.sources.unreadable import UnreadableError, quoted

_NO_LANDS = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def read_locale(word: str) -> str:
    """A language, with a region if it has one: ``fr``, ``fr-CA`` (also ``fr_CA``)."""
    parts = word.strip().replace("_", "-").split(".")[0].split("-")
    try:
        found = Locale.parse("-".join(parts), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise UnreadableError(
            f"{quoted(word)} is not a language. Write a code such as en, fr or fr-CA."
        ) from None
    return "-".join(filter(None, (found.language, found.script, found.territory)))


def read_zone(word: str) -> str:
    """An IANA time zone."""
    try:
        return zone(word.strip()).key
    except UnknownZoneError as error:
        raise UnreadableError(str(error)) from None


def read_country(word: str) -> str:
    """A country's code of two letters (ISO 3166), from the code or from its name in a few languages."""
    plain = word.strip()
    code = plain.upper()
    if len(code) == 2 and code in _countries().values():
        return code
    found = _countries().get(plain.casefold())
    if found is None:
        raise UnreadableError(f"{quoted(word)} is not a country. Write its code of two letters, such as FR.")
    return found


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    names = {"usa": "US", "uk": "GB", "great britain": "GB", "england": "GB", "the netherlands": "NL"}
    for language in ("en", "fr", "de", "es", "it"):
        territories = Locale.parse(language).territories
        names |= {
            name.casefold(): code
            for code, name in territories.items()
            if len(code) == 2 and code not in _NO_LANDS
        }
    return names
