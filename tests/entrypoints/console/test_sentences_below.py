"""What rooms below the console say in English is said to its reader in their language, with its values."""

import pytest
from django.utils import translation

from forenotice.entrypoints.console.frame.sentences import said
from tests import sentences, words

LANGUAGES = ("en", *words.LANGUAGES)


def _written(room: str, language: str) -> list[tuple[str, str]]:
    return [(str(each.id), str(each.string)) for each in sentences.translated(room, language) if each.id]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", sentences.ROOMS)
def test_every_sentence_has_words_for_an_owner(room: str, language: str) -> None:
    catalog = sentences.translated(room, language)
    assert words.without_translation(catalog) == []
    for english, words_here in _written(room, language):
        assert sentences.gaps(words_here) <= sentences.gaps(english), english
        assert sentences.is_for_owners(words_here), f"an owner does not know these words: {words_here}"
    if len(catalog):
        assert sentences.catalogue(room, language).read_bytes() == words.written(catalog), "run: make words"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", sentences.ROOMS)
def test_every_sentence_is_found_again_with_its_values(room: str, language: str) -> None:
    with translation.override(language):
        for english, words_here in _written(room, language):
            values = {name: f"Q{number}q" for number, name in enumerate(sorted(sentences.gaps(english)))}
            told, wanted = english.format(**values), words_here.format(**values)
            assert said(told.strip(" ")) == wanted.strip(" "), english
