"""What smart tags and sample members mean, in the owner's language: English stands beside each of them.

In: a smart tag or a sample, and a language.
Out: one sentence, in English where we have no other.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from forenotice.composer.samples import Sample
from forenotice.composer.smarttags import SmartTag


def meaning_of(tag: SmartTag, language: str) -> str:
    """What a smart tag says."""
    return str(_written(language).get("tags", {}).get(tag.name, tag.meaning))


def meaning_of_sample(sample: Sample, language: str) -> str:
    """Who a sample member is."""
    return str(_written(language).get("samples", {}).get(sample.name, sample.meaning))


@cache
def _written(language: str) -> Mapping[str, Any]:
    words = files(__package__).joinpath("fr.toml")
    return tomllib.loads(words.read_text(encoding="utf-8")) if language.split("-")[0] == "fr" else {}
