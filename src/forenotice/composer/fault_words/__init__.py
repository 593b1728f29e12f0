"""Faults and remarks about words, said in an owner's language.

In: a sentence of the checks, which are written in English, and a language.
Out: the same in that language; the sentence itself where we have no other words for it.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

_GAP = re.compile(r"\{(\d)\}")


def said_in(language: str, sentence: str) -> str:
    """What a fault says, for a reader of this language."""
    for pattern, words in _written(language.split("-")[0]):
        found = pattern.fullmatch(sentence)
        if found is not None:
            return _GAP.sub(lambda gap, found=found: found[int(gap[1]) + 1], words)  # type: ignore[misc]
    return sentence


@cache
def _written(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each sentence as a pattern whose gaps hold what it is about, with ours for it."""
    if language != "fr":
        return ()
    table = tomllib.loads(files(__package__).joinpath("fr.toml").read_text(encoding="utf-8"))
    return tuple((_pattern(english), words) for english, words in table["sentences"])


def _pattern(english: str) -> re.Pattern[str]:
    parts = (part if number % 2 else re.escape(part) for number, part in enumerate(_GAP.split(english)))
    return re.compile("".join("(.*)" if number % 2 else part for number, part in enumerate(parts)), re.DOTALL)
