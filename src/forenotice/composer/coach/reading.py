"""How easy sentences are to read: Flesch's formula with the constants that others found for their languages.

A score of 100 is very easy, 50 is where difficult begins. Constants and their sources stand in `languages/`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

FEWEST_WORDS = 30
"""Of fewer words nothing can be said."""
_SENTENCE_ENDS = re.compile(r"[.!?…:;]+(?:\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def reading_ease(sentences: Iterable[str], reading: Mapping[str, Any]) -> float | None:
    """The ease of these sentences; None when there are too few words."""
    counted = [words for sentence in sentences if (words := _WORD.findall(sentence))]
    words = [word for each in counted for word in each]
    if len(words) < FEWEST_WORDS:
        return None
    spoken = sum(syllables(word, reading["vowels"], *_tuples(reading)) for word in words)
    per_word, per_syllable = len(words) / len(counted), spoken / len(words)
    return float(reading["base"] - reading["per_word"] * per_word - reading["per_syllable"] * per_syllable)


def sentences_in(passage: str) -> list[str]:
    """The sentences of a passage, without what is no sentence: three words or fewer."""
    return [part for part in _SENTENCE_ENDS.split(passage) if len(_WORD.findall(part)) > 3]


@lru_cache(maxsize=8192)
def syllables(word: str, vowels: str, hiatus: tuple[str, ...], silent: tuple[str, ...]) -> int:
    """The syllables of a word: groups of vowels, one more where two are said apart, one less if silent."""
    small = word.lower()
    groups = len(re.findall(f"[{vowels}]+", small))
    apart = sum(len(re.findall(f"(?={pair})", small)) for pair in hiatus)
    unheard = sum(len(re.findall(ending, small)) for ending in silent)
    return max(groups + apart - unheard, 1)


def _tuples(reading: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(reading["hiatus"]), tuple(reading["silent"])
