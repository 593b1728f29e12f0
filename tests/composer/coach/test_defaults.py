"""The messages that come with us are what the coach asks of everybody: 100 in every language."""

from dataclasses import replace

import pytest

from forenotice.composer.blocks.kinds import CallToAction, Text
from forenotice.composer.defaults import DEFAULT_KEYS, LANGUAGES, AddressForm, default_message
from forenotice.kernel.message import MessageClass
from tests.composer.coach.good import CLUB, codes, report_on

EVERY = [
    (key, locale, address, message_class)
    for key in DEFAULT_KEYS
    for locale in LANGUAGES
    for address in AddressForm
    for message_class in MessageClass
]


@pytest.mark.parametrize(("key", "locale", "address", "message_class"), EVERY)
def test_our_own_messages_score_100(
    key: str, locale: str, address: AddressForm, message_class: MessageClass
) -> None:
    source = default_message(key, address).texts_as(message_class)[locale]
    organization = CLUB._replace(locale=locale)
    report = report_on(source, key, locale=locale, organization=organization, message_class=message_class)
    assert (report.findings, report.is_unjudged, report.score) == ((), False, 100)


@pytest.mark.parametrize("locale", default_message("payment_due").texts)
def test_our_own_message_without_its_button_scores_less(locale: str) -> None:
    whole = default_message("payment_due").texts[locale]
    blocks = tuple(block for block in whole.blocks if not isinstance(block, CallToAction))
    organization = CLUB._replace(locale=locale)
    report = report_on(replace(whole, blocks=blocks), "payment_due", locale=locale, organization=organization)
    assert (codes(report), report.score) == (["action_missing"], 85)
    assert str(report.findings[0].place) == f"{locale}: blocks"


def test_words_of_a_block_are_found_in_their_block() -> None:
    whole = default_message("renewal").texts["en"]
    late = (*whole.blocks, Text(words="A first line.\n\nYou must read this."))
    (found,) = report_on(replace(whole, blocks=late)).findings
    assert str(found.place) == f"en: block {len(late)} (text), words, line 3, column 1"
