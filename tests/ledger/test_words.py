"""The words that members are found by, whichever way they are written."""

import pytest

from forenotice.ledger.words import fold, terms_of, words_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Élodie", "elodie"),
        ("STRAẞE", "strasse"),
        ("Łukasz Ødegård", "lukasz odegard"),
        ("ﬁn", "fin"),
        ("Ἀθῆναι", "αθηναι"),
        ("Şık", "sik"),
    ],
)
def test_accents_and_capitals_do_not_matter(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("  Anna  SMITH ", [b"anna", b"smith"]),
        ("O'Brien-Lee", [b"o", b"brien", b"lee"]),
        ("anna.smith@exa", [b"anna.smith@exa"]),
        ("@acme.example", [b"acme.example"]),
        ("acme.example", [b"acme.example"]),
        ("R-2024/17", [b"r", b"2024", b"17"]),
        ("\0product:1 %_", [b"product", b"1"]),
        ("@ - '", []),
        ("an an an", [b"an"]),
        ("x" * 600, [b"x" * 64]),
    ],
)
def test_what_is_typed_becomes_beginnings_of_words(typed: str, terms: list[bytes]) -> None:
    assert terms_of(typed) == terms


def test_every_beginning_of_every_word_is_met_by_some_word() -> None:
    words = words_of(["Anna", "Smith-Öhr", "R-17"], ["anna.smith@acme.example"])
    assert words == [b"17", b"acme.example", b"anna.smith@acme.example", b"ohr", b"r", b"smith"]
    for term in (b"ann", b"smit", b"anna.smith@acme", b"acme", b"oh", b"17"):
        assert any(word.startswith(term) for word in words)


def test_whoever_has_neither_name_nor_address_has_no_words() -> None:
    assert words_of([""], []) == []
