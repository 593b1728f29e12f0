"""What our messages must do in each of our languages. Inherit :class:`WordsContract` and supply its words."""

import re
from typing import Any, ClassVar

import pytest

from forenotice.composer.defaults import DEFAULT_KEYS, AddressForm
from tests.composer.wordings import (
    CASES,
    EXPIRED,
    LAST,
    MANUAL,
    THIRD,
    read_case,
    said_by_blocks_alone,
    say,
)

Said = tuple[str, dict[str, Any], str, str, str]
"""A message, what is special about it, its subject ("" if that does not matter), and words in both forms."""


class WordsContract:
    """Each language inherits these tests and adds those of its own traps."""

    language: ClassVar[str]
    greeting: ClassVar[dict[AddressForm, str]]
    forms: ClassVar[dict[AddressForm, re.Pattern[str]]]
    """What only a message in this form of address says."""
    no_form: ClassVar[str | None] = None
    """A polite message that says this may do without any form."""
    said: ClassVar[list[Said]]
    nothing_to_do: ClassVar[str]
    please_pay: ClassVar[str]
    renews: ClassVar[str]
    """What is only said of a payment that comes again and again."""
    twenty_letters: ClassVar[str]
    longest_subject: ClassVar[int]
    cancel_by: ClassVar[str]
    to_everybody: ClassVar[str | None] = None
    """What sounds like a form of address and is none."""

    def test_the_right_words_are_said(self) -> None:
        for key, changes, subject, *both in self.said:
            for address, words in zip((AddressForm.FORMAL, AddressForm.INFORMAL), both, strict=True):
                message = say(key, self.language, address, changes).message
                assert words in message.text
                assert subject in ("", message.subject)
                assert message.text.startswith(self.greeting[address])

    @pytest.mark.parametrize("address", AddressForm)
    @pytest.mark.parametrize("key", DEFAULT_KEYS)
    def test_people_are_addressed_in_one_way(self, key: str, address: AddressForm) -> None:
        (other,) = set(AddressForm) - {address}
        for case in CASES:
            words = read_case(key, self.language, address, case).all_words
            needs_none = address is AddressForm.FORMAL and self.no_form is not None and self.no_form in words
            assert needs_none or self.forms[address].search(words), case
            assert not self.forms[other].search(words), case

    @pytest.mark.parametrize("address", AddressForm)
    @pytest.mark.parametrize("key", ["renewal", "payment_due"])
    def test_whoever_must_pay_is_never_told_that_there_is_nothing_to_do(
        self, key: str, address: AddressForm
    ) -> None:
        for changes in (MANUAL, MANUAL | LAST, MANUAL | THIRD):
            text = say(key, self.language, address, changes).message.text
            assert not re.search(self.nothing_to_do, text)
        assert not re.search(self.please_pay, say(key, self.language, address, {}).message.text)

    @pytest.mark.parametrize("address", AddressForm)
    @pytest.mark.parametrize("key", ["renewal", "payment_due"])
    def test_what_is_paid_in_instalments_renews_nothing(self, key: str, address: AddressForm) -> None:
        for which in (LAST, THIRD):
            for way in ({}, MANUAL, EXPIRED):
                message = say(key, self.language, address, which | way).message
                assert not re.search(self.renews, message.subject + message.text)

    @pytest.mark.parametrize("address", AddressForm)
    @pytest.mark.parametrize("key", DEFAULT_KEYS)
    def test_a_subject_is_short_with_a_name_of_twenty_letters(self, key: str, address: AddressForm) -> None:
        for changes in CASES.values():
            named = {"product__name": self.twenty_letters} | changes
            assert len(say(key, self.language, address, named).message.subject) <= self.longest_subject

    @pytest.mark.parametrize("way", [{}, MANUAL, EXPIRED])
    def test_blocks_alone_address_nobody(self, way: dict[str, Any]) -> None:
        words = said_by_blocks_alone(self.language, way)
        addressed = re.sub(self.to_everybody, "", words) if self.to_everybody else words
        for form in self.forms.values():
            assert not form.search(addressed)
        assert self.cancel_by in words
