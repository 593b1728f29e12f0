"""What the coach knows of a language: phrases with their reasons, limits, and how it is read."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""The languages whose words can be judged."""
USUAL_SUBJECT_LIMIT = 60
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Language:
    """The lists of one language, as `languages/` has them."""

    code: str
    subject_limit: int
    fine: re.Pattern[str]
    harsh: Mapping[str, re.Pattern[str]]
    spam: Mapping[str, re.Pattern[str]]
    said: Mapping[str, re.Pattern[str]]
    reading: Mapping[str, Any]


@lru_cache(maxsize=32)
def language_of(locale: str) -> Language | None:
    """The lists for a locale's language; None where we have none and so cannot judge the words."""
    code = locale.split("-")[0].lower()
    if code not in LANGUAGES:
        return None
    written = files(__package__).joinpath("languages", f"{code}.toml")
    lists = tomllib.loads(written.read_text(encoding="utf-8"))
    return Language(
        code=code,
        subject_limit=lists["subject_limit"],
        fine=_pattern(lists["fine"]),
        harsh=_patterns(lists["harsh"]),
        spam=_patterns(lists["spam"]),
        said=_patterns(lists["said"]),
        reading=lists["reading"],
    )


def plain(words: str) -> str:
    """Words as the lists write them: small, straight apostrophes, single blanks."""
    return _SPACES.sub(" ", words.replace("\u2019", "'")).lower()


def phrases_in(words: str, lists: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    """Each reason and the phrase that was found for it, once each."""
    found = {(reason, match[0]): None for reason, list_ in lists.items() for match in list_.finditer(words)}
    return iter(found)


def _patterns(lists: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    return {reason: _pattern(phrases) for reason, phrases in lists.items()}


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """Whole words only; the longest phrase first, so that it is the one that is named."""
    written = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(_one(phrase) for phrase in written))


def _one(phrase: str) -> str:
    ending = r"\w*" if phrase.endswith("*") else (r"(?!\w)" if phrase[-1].isalnum() else "")
    beginning = r"(?<!\w)" if phrase[0].isalnum() else ""
    return f"{beginning}{re.escape(phrase.rstrip('*'))}{ending}"
