"""What rooms below the console say in English is said to its reader in their language, with its values."""

import pytest
from django.utils import translation

from forenotice.entrypoints.console.frame.sentences import said
from tests import sentences, words

EACH = [
    (room, language) for room in sentences.ROOMS for language in sentences.languages_of(room, words.LANGUAGES)
]


def _written(room: str, language: str) -> list[tuple[str, str]]:
    return [(str(each.id), str(each.string)) for each in sentences.translated(room, language) if each.id]


@pytest.mark.parametrize(("room", "language"), EACH)
def test_every_sentence_has_words_for_an_owner(room: str, language: str) -> None:
    catalog = sentences.translated(room, language)
    assert words.without_translation(catalog) == []
    for english, words_here in _written(room, language):
        assert sentences.gaps(words_here) <= sentences.gaps(english), english
        assert sentences.is_for_owners(words_here), f"an owner does not know these words: {words_here}"
    if len(catalog):
        assert sentences.catalogue(room, language).read_bytes() == words.written(catalog), "run: make words"


@pytest.mark.parametrize(("room", "language"), EACH)
def test_every_sentence_is_found_again_with_its_values(room: str, language: str) -> None:
    with translation.override(language):
        for english, words_here in _written(room, language):
            values = {name: f"Q{number}q" for number, name in enumerate(sorted(sentences.gaps(english)))}
            told, wanted = english.format(**values), words_here.format(**values)
            assert said(told.strip(" ")) == wanted.strip(" "), english


def test_what_has_no_words_is_logged_without_its_values(misses: list[str]) -> None:
    row = 'Columns are "Zebediah", 17 zeb@x.example.'
    with translation.override("en"):
        assert said(row) == row
    assert misses == []
    with translation.override("fr"):
        assert said(row) == row
    assert misses == ["… are … … …"]
    misses.clear()


def test_sentences_on_end_are_said_one_by_one(misses: list[str]) -> None:
    row = (
        'Country: "U. Land" is not a country. Write its code of two letters, such as FR. Amount: "1,2" is '
        'not an amount. Columns are "a", "b".'
    )
    found = (
        "Country\u00a0: «\u202fU. Land\u202f» n’est pas un pays. Écrivez son code de deux lettres, comme FR. "
        "Amount\u00a0: «\u202f1,2\u202f» n’est pas un montant. "
    )
    with translation.override("fr"):
        assert said(row) == f'{found}Columns are "a", "b".'
        misses.clear()
        twice = said('Two columns are mapped to "email": "A" and "B". Map one of them.')
        assert "«\u202fA\u202f» et «\u202fB\u202f»" in twice
        assert said("410 It wants to hear no more.") == "410 L’autre côté ne veut plus rien entendre."
        assert said("Stripe answers: at least 1,204 subscriptions, ended ones counted.").startswith(
            "Stripe répond : au moins 1\u202f204 abonnements"
        )
        assert said('The file has no column "Idd". Did you mean "Id"?').endswith(
            "Vouliez-vous dire «\u202fId\u202f»\u202f?"
        )
