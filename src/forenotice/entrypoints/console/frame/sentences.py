"""What rooms below the console say in English, in the words and the language of its reader.

Those rooms know no language: they raise, return and keep whole English sentences with their values in them,
as the command line and the API show them. Each has a catalogue beside this file, whose entries are format
strings. A sentence is found again by its entry, which gives the values, and its translation is filled with
them; a value that is a sentence itself is said in the same way. In English the catalogues hold only what an
owner reads otherwise: options, settings and commands belong to a command line. `tests/sentences.py` collects
the entries from the code.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from forenotice.composer.formats import cldr_locale

_LOCALE = Path(__file__).parent / "locale"
_SENTENCE_END = re.compile(r"(?<=[.!?…]) (?=\S)")
_CODE = re.compile(r"(\d[\d.]* )(?=\w)")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")


class _Entry(NamedTuple):
    """A sentence with gaps: what it begins and ends with, how it is found again, and what is said for it.

    ``joined`` are gaps that follow another one without a word between, so that they take what both hold.
    """

    head: str
    tail: str
    pattern: re.Pattern[str]
    joined: frozenset[str]
    words: str

    def filled(self, language: str, found: re.Match[str]) -> str:
        """The words, with the values of what was found."""
        values = found.groupdict().items()
        return self.words.format(
            **{name: (_joined if name in self.joined else _value)(language, value) for name, value in values}
        )


def said(sentence: object) -> str:
    """A sentence, or an error's, as its reader has it; one that no catalogue knows stays as it is."""
    text = str(sentence)
    return _said(get_language() or "en", text) if text else ""


@lru_cache(maxsize=2_000)
def _said(language: str, sentence: str) -> str:
    whole, entries = _catalogue(language.split("-")[0])
    kept = whole.get(sentence) or gettext(sentence)
    if sentence in whole or kept != sentence:
        return kept
    for entry in entries:
        if sentence.startswith(entry.head) and sentence.endswith(entry.tail):
            found = entry.pattern.fullmatch(sentence)
            if found is not None:
                return entry.filled(language, found)
    if code := _CODE.match(sentence):
        return code[0] + _said(language, sentence[code.end() :])
    pieces = _SENTENCE_END.split(sentence)
    if len(pieces) > 1:
        return " ".join(_said(language, piece) for piece in pieces)
    return sentence


def _value(language: str, value: str) -> str:
    """A value as it stands in a sentence of this language."""
    if len(value) > 1 and value[0] == value[-1] == '"' and language != "en":
        return f"«\u202f{value[1:-1]}\u202f»"
    if _NUMBER.fullmatch(value):
        return str(format_decimal(int(value.replace(",", "")), locale=cldr_locale(language)))
    bare = value.strip()
    return value.replace(bare, _said(language, bare), 1) if bare else value


def _joined(language: str, value: str) -> str:
    """Two values on end, of which the second may be a sentence: ``hots; did you mean host?``."""
    for place in re.finditer(r"(?!\w)", value):
        first, second = value[: place.start()], value[place.start() :]
        words = _value(language, second)
        if words != second:
            return first + words
    return _value(language, value)


@cache
def _catalogue(language: str) -> tuple[dict[str, str], tuple[_Entry, ...]]:
    """All rooms' entries: whole sentences, and those with gaps, of which the longest is tried first."""
    whole: dict[str, str] = {}
    gapped: list[tuple[int, _Entry]] = []
    for english, words in _written(language):
        parts = list(Formatter().parse(english))
        literals = [part for part, _, _, _ in parts]
        names = [name for _, name, _, _ in parts if name]
        if not names:
            whole.setdefault("".join(literals), words.format())
            continue
        pattern = "".join(
            re.escape(part) + (f"(?P<{name}>.*?)" if name else "") for part, name, _, _ in parts
        )
        tail = literals[-1] if parts[-1][1] is None else ""
        on_end = frozenset(name for part, name, _, _ in parts[1:] if name and not part)
        entry = _Entry(literals[0], tail, re.compile(pattern, re.DOTALL), on_end, words)
        gapped.append((sum(map(len, literals)), entry))
    return whole, tuple(entry for _, entry in sorted(gapped, key=lambda each: -each[0]))


def _written(language: str) -> Iterator[tuple[str, str]]:
    for path in sorted((_LOCALE / language / "LC_MESSAGES").glob("*.po")):
        if path.stem != "django":
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id and isinstance(message.string, str):
                        yield str(message.id).strip(" "), (message.string or str(message.id)).strip(" ")
