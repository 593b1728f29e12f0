"""Every word of the console is in every language, and none stands outside a catalogue."""

import re
from pathlib import Path

import pytest

from tests import words

_TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_TRANSLATED = re.compile(
    r"{%\s*(blocktranslate|blocktrans|comment)\b.*?{%\s*end(?:blocktranslate|blocktrans|comment)\s*%}",
    re.DOTALL,
)
_NO_WORDS = re.compile(r"<(script|style|code)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_ATTRIBUTES = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-label|data-copied)="([^"]*)"')
_ENTITIES = re.compile(r"&[a-z]+;|&#\d+;")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Names, which are the same in every language.
_NAMES = frozenset({"Forenotice"})

PAGES = [(room, path) for room in words.rooms() for path in words.sources_of(room) if path.suffix == ".html"]


@pytest.mark.parametrize(("room", "page"), PAGES, ids=lambda each: getattr(each, "name", each))
def test_no_word_stands_outside_a_catalogue(room: str, page: Path) -> None:
    text = _NO_WORDS.sub(" ", _TRANSLATED.sub(" ", page.read_text(encoding="utf-8")))
    bare = _TAGS.sub(" ", text)
    said = [*_ATTRIBUTES.findall(bare), re.sub(r"<[^>]*>", " ", bare)]
    loose = {word for each in said for word in _WORD.findall(_ENTITIES.sub(" ", each))}
    assert loose <= _NAMES, f"{page.name} of {room} says this in one language only"


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("room", words.rooms())
def test_every_text_is_translated(room: str, language: str) -> None:
    catalog = words.translated(room, language)
    if not len(catalog):
        return
    assert words.without_translation(catalog) == []
    po = words.catalogue(room, language).read_bytes()
    assert po == words.written(catalog), "run: make words"
    assert words.catalogue(room, language, "mo").read_bytes() == words.compiled(po), "run: make words"


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("room", words.rooms())
def test_translations_say_the_same_values(room: str, language: str) -> None:
    for message in words.translated(room, language):
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        wanted = set(re.findall(r"%\(\w+\)[sd]", " ".join(ids)))
        for form in forms:
            assert set(re.findall(r"%\(\w+\)[sd]", form or "")) <= wanted, message.id


@pytest.mark.parametrize("room", words.rooms())
def test_no_text_hides_where_nobody_collects_it(room: str) -> None:
    for path in words.sources_of(room):
        assert not re.search(r"\{(?:n?gettext\(|_\()", path.read_text(encoding="utf-8")), path.name
