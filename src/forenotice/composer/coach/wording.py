"""What a finding says to the owner, in the owner's language: what, why, and the one step that mends it."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from forenotice.composer.coach.findings import Finding

OWNERS_LANGUAGES = ("en", "fr")
"""The languages that findings are written in; every other owner reads the first."""


class Sentences(NamedTuple):
    """What was found, why it matters, and what to do about it."""

    what: str
    why: str
    fix: str


def sentences_of(finding: Finding, owner_locale: str) -> Sentences:
    """The sentences about a finding, in the owner's language where we have it."""
    written = _written(_language(owner_locale))
    found, details = written[finding.code], finding.details
    why = written["reasons"][details["reason"]] if "reason" in details else found["why"]
    return Sentences(found["what"].format(**details), why.format(**details), found["fix"].format(**details))


def label(name: str, owner_locale: str, **details: str) -> str:
    """What stands before a part of a finding: ``Why:``."""
    return str(_written(_language(owner_locale))["labels"][name]).format(**details)


def unjudged_sentence(locale: str, owner_locale: str) -> str:
    """That the coach has no lists for a language, so that nobody takes its silence for praise."""
    return str(_written(_language(owner_locale))["unjudged"]).format(locale=locale)


def _language(locale: str) -> str:
    code = locale.split("-")[0].lower()
    return code if code in OWNERS_LANGUAGES else OWNERS_LANGUAGES[0]


@lru_cache(maxsize=len(OWNERS_LANGUAGES))
def _written(language: str) -> Mapping[str, Any]:
    words = files(__package__).joinpath("words", f"{language}.toml")
    return tomllib.loads(words.read_text(encoding="utf-8"))
