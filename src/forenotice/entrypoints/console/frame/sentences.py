"""What rooms below the console say in English, in the words and the language of its reader.

Those rooms know no language: they raise, return and keep whole English sentences with their values in them,
as the command line and the API show them. Each has a catalogue beside this file, whose entries are format
strings. A sentence is found again by its entry, which gives the values, and its translation is filled with
them; a value that is a sentence itself is said in the same way. In English the catalogues hold only what an
owner reads otherwise: options, settings and commands belong to a command line. `tests/sentences.py` collects
the entries from the code.

A sentence that a catalogue of another language lacks is read in English, and the log says which, by those of
its words that are ours: the rest are values, which may name somebody.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import structlog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from forenotice.composer.formats import cldr_locale

log = structlog.get_logger(__name__)

_LOCALE = Path(__file__).parent / "locale"
_SENTENCE_END = re.compile(r"(?<=[.!?…]) (?=\S)")
_CODE = re.compile(r"(\d[\d.]* )(?=\w)")
_NUMBER = re.compile(r"(?<![\d,.\"])\d{1,3}(?:,\d{3})+(?![\d,.\"])")
_QUOTED = re.compile(r'"([^"]*)"')
_QUOTES = {"fr": "«\u202f\\1\u202f»"}
_BETWEEN = {"fr": {"and": "et", "or": "ou"}}
_COLON = {"fr": "\u00a0: "}
_MOST_SENTENCES = 5
_MARK = 5
_WORD = re.compile(r"[^\W\d_]{2,}")


class _Entry(NamedTuple):
    """A sentence with gaps: how it is found again, and what is said for it.

    ``longest`` is the longest text without a gap, ``length`` that of all of them. ``joined`` are gaps
    that follow another one without a word between, so that they take what both hold.
    """

    longest: str
    length: int
    pattern: str
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
    return _said((get_language() or "en").split("-")[0], text) if text else ""


@lru_cache(maxsize=2_000)
def _said(language: str, text: str) -> str:
    """One sentence, or several on end, of which each is looked for by itself."""
    found = _found(language, text)
    if found is not None:
        return found
    if code := _CODE.match(text):
        return code[0] + _said(language, text[code.end() :])
    pieces, words = _SENTENCE_END.split(text), []
    while pieces:
        many = range(min(len(pieces), _MOST_SENTENCES), 0, -1)
        tried = ((each, _labelled(language, " ".join(pieces[:each]))) for each in many)
        taken, found = next(((each, found) for each, found in tried if found is not None), (1, None))
        if found is None:
            _miss(language, pieces[0])
        words.append(pieces[0] if found is None else found)
        del pieces[:taken]
    return " ".join(words)


def _miss(language: str, sentence: str) -> None:
    """Write down that a sentence of ours has no words in this language; English has its own."""
    known = _our_words()
    ours = [word if word.strip(",.;:!?()") in known else "…" for word in sentence.split()]
    if language != "en" and any(word != "…" for word in ours):
        log.warning("no_words_for_a_sentence", language=language, sentence=" ".join(ours))


@cache
def _our_words() -> frozenset[str]:
    """Every word of the sentences that any catalogue has."""
    written = (english for path in _LOCALE.iterdir() for english, _ in _written(path.name))
    return frozenset(word for english in written for word in _WORD.findall(_bare(english)))


def _bare(english: str) -> str:
    """An entry without its gaps."""
    return " ".join(part for part, _, _, _ in Formatter().parse(english))


def _labelled(language: str, text: str) -> str | None:
    """What is found of a sentence, or behind the name that it begins with: ``Amount: The quantity is …``."""
    label, colon, sentence = text.partition(": ")
    found = _found(language, text)
    behind = _found(language, sentence) if colon and found is None else None
    return found if behind is None else f"{label}{_COLON.get(language, colon)}{behind}"


@lru_cache(maxsize=10_000)
def _found(language: str, sentence: str) -> str | None:
    """The words for a sentence that a catalogue has."""
    whole, shelves = _catalogue(language)
    if sentence in whole:
        return whole[sentence]
    kept = gettext(sentence) if sentence else ""
    if kept != sentence:
        return kept
    near: list[_Entry] = []
    for shelf in (_begins(sentence), _ends(sentence), ""):
        near += shelves.get(shelf, [])
    for entry in sorted(near, key=lambda each: -each.length):
        if entry.longest in sentence:
            found = _compiled(entry.pattern).fullmatch(sentence)
            if found is not None and all(_is_one(language, value) for value in found.groups()):
                return entry.filled(language, found)
    return None


def _is_one(language: str, value: str) -> bool:
    """Whether a value can be what fills one gap, and does not reach into another sentence."""
    return (
        _SENTENCE_END.search(value) is None
        or _QUOTED.fullmatch(value) is not None
        or _found(language, value.strip()) is not None
    )


def _value(language: str, value: str) -> str:
    """A value as it stands in a sentence of this language."""
    bare = value.strip()
    known = _found(language, bare) if bare else None
    if known is not None:
        return value.replace(bare, known, 1)
    value = _NUMBER.sub(
        lambda number: str(format_decimal(int(number[0].replace(",", "")), locale=cldr_locale(language))),
        value,
    )
    if language in _QUOTES:
        for english, word in _BETWEEN[language].items():
            value = value.replace(f'" {english} "', f'" {word} "')
        value = _QUOTED.sub(_QUOTES[language], value.replace(': "', f'{_COLON[language]}"'))
    return value


def _joined(language: str, value: str) -> str:
    """Two values on end, of which the second may be a sentence: ``hots; did you mean host?``."""
    for place in re.finditer(r"(?!\w)", value):
        first, second = value[: place.start()], value[place.start() :]
        words = _value(language, second)
        if words != second:
            return first + words
    return _value(language, value)


@cache
def _catalogue(language: str) -> tuple[dict[str, str], dict[str, list[_Entry]]]:
    """All rooms' whole sentences, and their entries by how they begin or else end."""
    whole: dict[str, str] = {}
    shelves: dict[str, list[_Entry]] = {}
    for english, words in _written(language):
        parts = list(Formatter().parse(english))
        literals = [part for part, _, _, _ in parts]
        if not any(name for _, name, _, _ in parts):
            whole.setdefault("".join(literals), words.format())
            continue
        pattern = "".join(
            re.escape(part) + (f"(?P<{name}>.*?)" if name else "") for part, name, _, _ in parts
        )
        on_end = frozenset(name for part, name, _, _ in parts[1:] if name and not part)
        entry = _Entry(max(literals, key=len), sum(map(len, literals)), pattern, on_end, words)
        shelf = _begins(literals[0]) or (_ends(literals[-1]) if parts[-1][1] is None else "")
        shelves.setdefault(shelf, []).append(entry)
    return whole, shelves


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)


def _begins(text: str) -> str:
    return f"{text[:_MARK]}…" if len(text) >= _MARK else ""


def _ends(text: str) -> str:
    return f"…{text[-_MARK:]}" if len(text) >= _MARK else ""


def _written(language: str) -> Iterator[tuple[str, str]]:
    for path in sorted((_LOCALE / language / "LC_MESSAGES").glob("*.po")):
        if path.stem != "django":
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id and isinstance(message.string, str):
                        yield str(message.id).strip(" "), (message.string or str(message.id)).strip(" ")
