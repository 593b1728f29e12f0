"""The messages that come with us are what the coach asks of everybody: 100 in every language."""

from dataclasses import replace

import pytest

from forenotice.composer.blocks.kinds import CallToAction, Text
from forenotice.composer.coach.findings import Code
from forenotice.composer.defaults import DEFAULT_KEYS, LANGUAGES, AddressForm, default_message
from forenotice.composer.texts import MessageSource
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


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_is_to_do_says_how_much_when_and_what_follows(locale: str) -> None:
    """Of a card it says no amount: what is asked for is another card."""
    source = MessageSource("{{ payment.in_short }}", "", blocks=(Text(words="{{ payment.to_do }}"),))
    for kind, lacking in (("renewal", ("expired-card",)), ("payment_due", ()), ("trial_end", ())):
        report = report_on(source, kind, locale=locale, organization=CLUB._replace(locale=locale))
        found = {finding.code: finding.samples for finding in report.findings}
        assert found.get(Code.AMOUNT_MISSING, ()) == lacking
        assert Code.DATE_MISSING not in found
        # What follows is said to those who need do nothing.
        assert not {"automatic", "trial-ending"}.intersection(found.get(Code.CONSEQUENCE_MISSING, ()))


def test_words_of_a_block_are_found_in_their_block() -> None:
    whole = default_message("renewal").texts["en"]
    late = (*whole.blocks, Text(words="A first line.\n\nYou must read this."))
    (found,) = report_on(replace(whole, blocks=late)).findings
    assert str(found.place) == f"en: block {len(late)} (text), words, line 3, column 1"
