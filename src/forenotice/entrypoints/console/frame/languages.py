"""What languages and countries are called, in the reader's own."""

from collections.abc import Sequence

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils import translation

from forenotice.composer.formats import country_name as called

OURS = ("en", "fr", "de", "es", "it", "nl", "pt")
"""The languages that our own messages are written in."""
_OTHERS = (
    *("ar", "bg", "ca", "cs", "da", "de-AT", "de-CH", "el", "en-GB", "es-MX", "et", "eu", "fi", "fr-CA"),
    *("ga", "gl", "he", "hi", "hr", "hu", "id", "is", "ja", "ko", "lt", "lv", "mt", "nb", "nn", "pl"),
    *("pt-BR", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk", "vi", "zh", "zh-TW"),
)


def language_choices(*also: str, only_ours: bool = False) -> Sequence[tuple[str, str]]:
    """Languages to choose from by name, ours first; ``also`` what is in use already."""
    others = {*_OTHERS, *also} - {*OURS, ""}
    named = [sorted(map(_named, codes), key=lambda each: each[1]) for codes in (OURS, others)]
    return named[0] if only_ours else [*named[0], *named[1]]


def _named(code: str) -> tuple[str, str]:
    return code, language_name(code)


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
