"""What can be checked of our messages without reading them, in every language and form of address."""

import re
from datetime import date
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.blocks.places import words_in
from forenotice.composer.defaults import DEFAULT_KEYS, LANGUAGES, AddressForm, default_message
from forenotice.composer.formats import neutral_greeting
from forenotice.kernel.money import Money
from tests.composer.coach.good import CLUB, report_on
from tests.composer.wordings import BARE, CARD, CASES, read_case, say

EVERY = [(language, address) for language in LANGUAGES for address in AddressForm]
ENGLISH = re.compile(r"\b(your?|please|payments?|renews?|the|thanks?|ends|expires|membership|until)\b")
ADDRESS = re.compile(r"\S*(?:://|@)\S*")


@pytest.mark.parametrize(("language", "address"), EVERY)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_words_are_well_set_in_every_case(key: str, language: str, address: AddressForm) -> None:
    for case in CASES:
        subject, _, text, *_, warnings = read_case(key, language, address, case)
        assert warnings == (), case
        for line in (subject, *text.splitlines()):
            assert not re.search(r" {2}| [.,)]|\( |\(\)|[.,]{2}|«\s*»|“”|„“|\{[{%]|['\"]", line), line
            for sentence in re.split(r"(?<=[.?!]) +", ADDRESS.sub("", line)):
                first = re.search(r"[^\W_]", sentence)
                assert first is None or first[0] == first[0].upper(), sentence
            if language != "en":
                assert not ENGLISH.search(ADDRESS.sub("", line.lower())), line
        assert subject.count("!") == 0
        assert text.count("!") <= 1
        assert len(subject) <= 60, subject


@pytest.mark.parametrize(("language", "address"), EVERY)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_amount_and_day_are_said(key: str, language: str, address: AddressForm) -> None:
    changes = CARD if key == "card_expiry" else {"due_on": date(2026, 5, 28)}
    text = say(key, language, address, {**changes, "payment__amount": Money(7700, "EUR")}).message.text
    assert "77" in text
    assert re.search(r"\b3\b.*2026" if key == "card_expiry" else r"\b28\b.*2026", text)


@pytest.mark.parametrize(("language", "address"), EVERY)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_text_and_html_say_the_same_words(key: str, language: str, address: AddressForm) -> None:
    for case in CASES:
        read = read_case(key, language, address, case)
        assert set(re.findall(r"\w+", ADDRESS.sub("", read.text))) <= read.words_on_the_page, case
        assert read.buttons <= 1


@pytest.mark.parametrize(("language", "address"), EVERY)
@pytest.mark.parametrize("is_automatic", [True, False])
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_nobody_of_whom_next_to_nothing_is_known_meets_a_hole(
    key: str, is_automatic: bool, language: str, address: AddressForm
) -> None:
    changes: dict[str, Any] = {**BARE, "payment__is_automatic": is_automatic}
    composed = say(key, language, address, changes)
    greeting, _, text = composed.message.text.partition("\n")
    assert neutral_greeting(language) in greeting
    assert composed.warnings == ()
    assert not LexborHTMLParser(composed.message.html).css(".button")
    assert not re.search(r" {2}|\n{3}| [.,]|\(\)|[:\u00a0]\n\n|«\s*»|“”|„“|https://", text)


@pytest.mark.parametrize(("language", "address"), EVERY)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_the_coach_has_nothing_to_add(key: str, language: str, address: AddressForm) -> None:
    source = default_message(key, address).texts[language]
    report = report_on(source, key, locale=language, organization=CLUB._replace(locale=language))
    assert (report.findings, report.is_unjudged, report.score) == ((), False, 100)


@pytest.mark.parametrize(("language", "address"), EVERY)
def test_an_owner_reads_no_condition_in_any_of_our_words(language: str, address: AddressForm) -> None:
    for key in DEFAULT_KEYS:
        source = default_message(key, address).texts[language]
        said = [words for block in source.blocks for field, words in words_in(block) if field != "when"]
        for words in (source.subject, source.preheader, *said):
            assert "{%" not in words, (key, words)


@pytest.mark.parametrize(("language", "address"), EVERY)
def test_all_that_is_said_in_english_is_said(language: str, address: AddressForm) -> None:
    for key in DEFAULT_KEYS:
        english = default_message(key).texts["en"]
        other = default_message(key, address).texts[language]
        assert len(english.blocks) == len(other.blocks)
        for ours, theirs in zip(english.blocks, other.blocks, strict=True):
            for field in ("headline", "words", "label"):
                if getattr(ours, field, ""):
                    assert getattr(theirs, field), (key, field)
