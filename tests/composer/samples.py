"""Members who differ in what matters to a message, and ways to compose for them."""

from datetime import UTC, date, datetime
from typing import Any

from forenotice.composer.compile import compile_text
from forenotice.composer.compose import Composed, Envelope, compose
from forenotice.composer.defaults import default_message
from forenotice.composer.facts import (
    Facts,
    LinkFacts,
    MemberFacts,
    OrderFacts,
    OrganizationFacts,
    PaymentFacts,
    Place,
    ProductFacts,
    SenderFacts,
)
from forenotice.composer.texts import CompiledText, MessageSource
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.message import Address, MessageClass
from forenotice.kernel.money import Money

NOW = datetime(2026, 5, 9, 8, 0, tzinfo=UTC)

MUSEUM = OrganizationFacts(
    name="Harbour Museum",
    legal_name="Harbour Museum Trust",
    address="1 Quay Street\nPort Alder",
    support_email="friends@museum.example",
    support_phone="+1 555 0100",
    late_policies=(("en-US", "We keep your place for 14 days."),),
    website="https://museum.example/",
    colour="#0b5d8a",
    locale="en-US",
)
LINKS = LinkFacts(
    pay="https://museum.example/pay?m=1042",
    update_payment="https://museum.example/card?m=1042",
    manage="https://museum.example/me",
    cancel="https://museum.example/cancel?m=1042",
)
ANA = MemberFacts(
    id="1042",
    email="ana@example.com",
    first_name="Ana",
    last_name="Okafor",
    locale="en-US",
    since=date(2023, 3, 3),
    tags=("choir", "early bird"),
    billing=Place("12 Elm Street", "Lyon", "Rhône", "69001", "FR"),
    custom={"instrument": "cello"},
)
ENVELOPE = Envelope(
    message_id="abc@museum.example",
    sender=Address("friends@museum.example", "Harbour Museum"),
    recipient=Address("ana@example.com", "Ana Okafor"),
    composed_at=NOW,
    boundary="b0undary",
)


def facts(**changes: Any) -> Facts:
    """An automatic yearly payer, six days before the payment, everything known, and what else is asked for.

    A change of ``payment__amount`` goes into the payment facts; others into the facts themselves.
    """
    whole = Facts(
        kind="renewal",
        now=NOW,
        zone="America/New_York",
        due_on=date(2026, 5, 15),
        organization=MUSEUM,
        member=ANA,
        payment=PaymentFacts(
            amount=Money(12000, "USD"),
            card_brand="visa",
            card_last4="4242",
            card_expires_on=date(2028, 4, 30),
        ),
        product=ProductFacts(name="Friends of the Harbour", interval=Interval(1, Unit.YEAR)),
        order=OrderFacts(number="A-20391", total=Money(12000, "USD")),
        links=LINKS,
        sender=SenderFacts(name="Grace Lind", first_name="Grace"),
        cancel_by_on=date(2026, 5, 14),
    )
    for name, value in changes.items():
        part, _, inner = name.partition("__")
        whole = whole._replace(**{part: getattr(whole, part)._replace(**{inner: value}) if inner else value})
    return whole


def compiled(
    source: MessageSource, locale: str = "en", message_class: MessageClass = MessageClass.COURTESY
) -> CompiledText:
    """A text that must be without fault."""
    result = compile_text(source, locale, message_class)
    assert not result.problems, [str(problem) for problem in result.problems]
    name = f"{hash((source, locale)):x}:{locale}"
    return CompiledText(name, locale, result.subject, result.html, result.text, message_class)


def compiled_default(key: str, locale: str = "en") -> CompiledText:
    """One of the messages that come with us."""
    return compiled(default_message(key).texts[locale], locale)


def say(html: str, about: Facts | None = None, *, subject: str = "Subject", locale: str = "en") -> Composed:
    """What a member gets from a text that is written right here."""
    return compose(compiled(MessageSource(subject, "", html), locale), about or facts(), ENVELOPE)


def say_default(key: str, about: Facts, locale: str = "en") -> Composed:
    """What a member gets from one of our own messages."""
    return compose(compiled_default(key, locale), about, ENVELOPE)
