"""What languages and countries are called, in the reader's own."""

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils import translation

from forenotice.composer.formats import country_name as called


def language_name(locale: str) -> str:
    """The name of a locale (``fr-CA``) for whoever reads the page; its code where there is no name for it."""
    try:
        found = Locale.parse(locale, sep="-").get_display_name(translation.get_language() or "en")
    except (ValueError, UnknownLocaleError):
        found = None
    return found[:1].upper() + found[1:] if found else locale


def country_name(code: str) -> str:
    """The country of a code for whoever reads the page."""
    return called(code, translation.get_language() or "en")
