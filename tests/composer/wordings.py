"""The cases that our messages are read in, and ways to say them in any language and form of address."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.blocks.kinds import CallToAction, Deadline, Due, Greeting, Support, Terms, Thanks
from forenotice.composer.compose import Composed, compose
from forenotice.composer.defaults import AddressForm, default_message
from forenotice.composer.facts import (
    LinkFacts,
    MemberFacts,
    OrderFacts,
    OrganizationFacts,
    ProductFacts,
    SenderFacts,
)
from forenotice.composer.texts import CompiledText
from forenotice.kernel.money import Money
from tests.composer.coach.good import CLUB
from tests.composer.samples import ANA, ENVELOPE, compiled, facts
from tests.composer.test_blocks import spoken

MANUAL = {"payment__is_automatic": False}
EXPIRED = {"payment__card_expires_on": date(2026, 4, 30)}
LAST = {"payment__is_last": True, "payment__number": 6, "payment__of": 6}
THIRD = {"payment__number": 3, "payment__of": 6}
ONLY = {"payment__is_last": True, "payment__number": 1, "payment__of": 1}
NO_LINKS = {"links": LinkFacts()}
NO_CARD = {"payment__card_brand": "", "payment__card_last4": ""}
CARD = {
    "due_on": date(2026, 5, 31),
    "payment__due_on": date(2026, 6, 3),
    "payment__card_expires_on": date(2026, 5, 31),
}
BARE: dict[str, Any] = {
    "member": MemberFacts(),
    "organization": OrganizationFacts(name="Coro"),
    "links": LinkFacts(),
    "sender": SenderFacts(),
    "order": OrderFacts(),
    "product": ProductFacts(),
    "payment__amount": None,
    "payment__card_expires_on": None,
    "cancel_by_on": None,
    **NO_CARD,
}

_WAYS: Mapping[str, dict[str, Any]] = {"automatic": {}, "manual": MANUAL, "expired": EXPIRED}
_WHICH: Mapping[str, dict[str, Any]] = {
    "usual": {},
    "last": LAST,
    "third": THIRD,
    "only": ONLY,
    "of six": {"payment__of": 6},
    "without product": {"product__name": ""},
    "last without product": LAST | {"product__name": ""},
    "without first name": {"member": MemberFacts()},
    "dearer": {"payment__previous_amount": Money(11000, "EUR")},
    "without amount": {"payment__amount": None},
    "without links": NO_LINKS,
    "without cancel-by": {"cancel_by_on": None},
    "without links and cancel-by": NO_LINKS | {"cancel_by_on": None},
    "without card": NO_CARD,
    "today": {"due_on": date(2026, 5, 9)},
    "tomorrow": {"due_on": date(2026, 5, 10)},
    "expiring": CARD,
}
CASES: Mapping[str, dict[str, Any]] = {
    f"{which}, {way}": {**changes, **how} for which, changes in _WHICH.items() for way, how in _WAYS.items()
}


def say(key: str, language: str, address: AddressForm, changes: Mapping[str, Any]) -> Composed:
    """One of our messages on its own occasion, for somebody who reads that language."""
    wanted: dict[str, Any] = {
        "kind": key,
        "member": ANA._replace(locale=language),
        "organization": CLUB._replace(locale=language, name="Museo", legal_name="Museo"),
        "payment__amount": Money(4900, "EUR"),
        "product__name": "Coro del Mar",
        **changes,
    }
    return compose(_compiled(key, language, address), facts(**wanted), ENVELOPE)


@cache
def _compiled(key: str, language: str, address: AddressForm) -> CompiledText:
    return compiled(default_message(key, address).texts[language], language)


class Read(NamedTuple):
    """What somebody reads of one of our messages. The page itself is let go: there are thousands of them."""

    subject: str
    preheader: str
    text: str
    words_on_the_page: frozenset[str]
    buttons: int
    warnings: tuple[str, ...]

    @property
    def beside_the_subject(self) -> str:
        """What a mailbox shows beside the subject, and the text."""
        return f"{self.preheader}\n{self.text}"

    @property
    def all_words(self) -> str:
        """That, and the subject."""
        return f"{self.subject}\n{self.beside_the_subject}"


@cache
def read_case(key: str, language: str, address: AddressForm, case: str) -> Read:
    """One of our messages in one of the cases, composed once however many tests read it."""
    return read(say(key, language, address, CASES[case]))


def read(composed: Composed) -> Read:
    """What a mailbox and a screen show of a message."""
    page = LexborHTMLParser(composed.message.html)
    body = page.body
    assert body is not None
    hidden = re.search(r"<div[^>]*display: ?none[^>]*>([^<]*)", composed.message.html)
    assert hidden is not None
    return Read(
        subject=composed.message.subject,
        preheader=hidden[1].strip(),
        text=composed.message.text,
        words_on_the_page=frozenset(re.findall(r"\w+", body.text(separator=" "))),
        buttons=len(page.css(".button a")),
        warnings=composed.warnings,
    )


def said_by_blocks_alone(language: str, changes: dict[str, Any]) -> str:
    """What every block with words of ours says in a language when its owner wrote none."""
    link = CallToAction(link="{{ links.pay }}")
    blocks = (Greeting(), Due(), link, Deadline(), Terms(), Thanks(), Support())
    return spoken(*blocks, about=facts(payment__amount=Money(4900, "EUR"), **changes), locale=language)
