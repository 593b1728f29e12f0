"""What the member's page says, by language: a file each, for translators, under ``words/``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from django.utils.translation.trans_real import parse_accept_lang_header

from forenotice.composer.defaults import LANGUAGES

LAST_RESORT = "en"

NATIVE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "de": "Deutsch",
        "en": "English",
        "es": "Español",
        "fr": "Français",
        "it": "Italiano",
        "nl": "Nederlands",
        "pt": "Português",
    }
)
"""Each language as those call it who speak it."""

Words = Mapping[str, Mapping[str, str]]


@cache
def words_of(language: str) -> Words:
    """All words of one of our languages, by the section and the name that they have in its file."""
    written = files(__package__).joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(written))


def language_among(*wanted: str, accepted: str = "", at_last: str = "") -> str:
    """The first of the locales ``wanted`` that we speak; else what a browser accepts; else ``at_last``."""
    browser = (name for name, _ in parse_accept_lang_header(accepted))
    for locale in (*wanted, *browser, at_last):
        language = locale.replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LAST_RESORT
