"""The page says the same things in each of its languages."""

import re
from collections.abc import Mapping

import pytest

from forenotice.composer.defaults import LANGUAGES
from forenotice.entrypoints.portal.words import NATIVE_NAMES, language_among, words_of


def blanks(words: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], set[str]]:
    """What is filled into each phrase."""
    return {
        (section, name): set(re.findall(r"{(\w+)}", phrase))
        for section, phrases in words.items()
        for name, phrase in phrases.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase(language: str) -> None:
    assert blanks(words_of(language)) == blanks(words_of("en"))
    assert all(phrase.strip() == phrase for part in words_of(language).values() for phrase in part.values())
    if language != "en":
        english = {phrase for part in words_of("en").values() for phrase in part.values() if " " in phrase}
        own = {phrase for part in words_of(language).values() for phrase in part.values()}
        assert own & english <= {"{date} ({time_left})"}


def test_each_language_has_its_name() -> None:
    assert set(NATIVE_NAMES) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("wanted", "accepted", "at_last", "found"),
    [
        (("fr-CA",), "de", "nl", "fr"),
        (("", "pt_BR"), "de", "nl", "pt"),
        (("ja", ""), "xx, de-AT;q=0.5", "nl", "de"),
        (("ja",), "", "nl-BE", "nl"),
        ((), "", "", "en"),
        ((), "*", "sv", "en"),
        ((), "q=;;;\x00" + "x" * 1000, "it", "it"),
    ],
)
def test_a_reader_s_language(wanted: tuple[str, ...], accepted: str, at_last: str, found: str) -> None:
    assert language_among(*wanted, accepted=accepted, at_last=at_last) == found
