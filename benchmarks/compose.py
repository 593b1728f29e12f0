"""Values become a signed letter, against the signature alone and against the standard library with dkimpy.

Values are facts as the words want them: amounts, days and links as a member reads them. What it costs to fill
them in is measured beside it.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from itertools import islice

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks.figure import Figure
from benchmarks.fixture import HEADER, NOW, TODAY, lines
from forenotice.channels.email.dkim import Signer
from forenotice.channels.email.letter import prepare_letter
from forenotice.channels.mime import build_mime
from forenotice.composer.compile import compile_text
from forenotice.composer.compose import Context, Envelope, compose, compose_from, context_for
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
from forenotice.composer.texts import CompiledText
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.message import Address, Message
from forenotice.kernel.money import Money

_MOST = 20_000
_BURST = 250
_ROUNDS = 15
_ORGANIZATION = OrganizationFacts(
    name="The Bench",
    address="1 Quay Street\nPort Alder",
    support_email="help@bench.example",
    website="https://bench.example/",
    locale="en",
)


@dataclass(frozen=True, slots=True)
class _Given:
    """One member's message before it is put into words."""

    facts: Facts
    envelope: Envelope
    text: CompiledText
    values: Context

    def said(self) -> Message:
        """The message, from the values."""
        return compose_from(self.text, self.values, self.envelope).message


@dataclass(frozen=True, slots=True)
class _Rates:
    """Messages a second and core."""

    ours: float
    with_filling: float
    unsigned: float
    signatures: float
    standard: float


def run(rows: int) -> list[Figure]:
    """Composed and signed messages a second on one core, and their ratios of the same run."""
    texts = {locale: _text(locale) for locale in ("en", "fr")}
    known = [
        _Given(facts, envelope, texts[facts.member.locale], context_for(texts[facts.member.locale], facts))
        for facts, envelope in islice(known_members(), min(rows, _MOST))
    ]
    key = generate_private_key(65_537, 2_048)
    size = len(prepare_letter(known[0].said(), return_path="", signer=_signer(key)).content)
    rates = _measure(key, known)
    note = f"{size / 1000:.1f} KB, RSA-2048; {1e6 / rates.unsigned:.0f} us beside a signature's "
    note += f"{1e6 / rates.signatures:.0f} us"
    baseline = f"{rates.standard:,.0f}/s with EmailMessage and dkimpy, words rendered by us"
    against = rates.ours / rates.standard
    return [
        Figure("compose and sign", rates.ours, "messages/s", note="one core"),
        Figure("the same / signing alone", rates.ours / rates.signatures, "", 0.65, aim=0.75, note=note),
        Figure("the same with values filled in / signing alone", rates.with_filling / rates.signatures, ""),
        Figure("compose and sign / EmailMessage + dkimpy", against, "x", 20, note=baseline),
    ]


def _measure(key: RSAPrivateKey, known: list[_Given]) -> _Rates:
    """The median of many short bursts of each, taken in turns: what else runs here disturbs all alike."""
    pem, signer = _pem(key), _signer(key)
    mime = build_mime(known[0].said())

    def sign_alone(_given: _Given) -> object:
        return signer.sign(mime.headers, mime.body, at=0, is_tidy=True)

    def ours(given: _Given) -> object:
        return prepare_letter(given.said(), return_path="", signer=signer)

    def with_filling(given: _Given) -> object:
        message = compose(given.text, given.facts, given.envelope).message
        return prepare_letter(message, return_path="", signer=signer)

    def unsigned(given: _Given) -> object:
        return prepare_letter(given.said(), return_path="", signer=None)

    def standard(given: _Given) -> object:
        return _standard(given.said(), pem)

    ways = (ours, with_filling, unsigned, sign_alone, standard)
    taken: list[list[float]] = [[] for _ in ways]
    for number in range(_ROUNDS):
        for place, (rates, make) in enumerate(zip(taken, ways, strict=True)):
            # Each way meets members that none before it has met.
            at = (number * len(ways) + place) * _BURST % (len(known) - _BURST)
            burst = known[at : at + _BURST]
            rates.append(_rate(make, burst[: _BURST // 25] if make is standard else burst))
    return _Rates(*(statistics.median(rates) for rates in taken))


def _rate(make: Callable[[_Given], object], known: list[_Given]) -> float:
    began = time.process_time()
    for given in known:
        make(given)
    return len(known) / (time.process_time() - began)


def _signer(key: RSAPrivateKey) -> Signer:
    return Signer(domain="bench.example", selector="mail", key=_pem(key).decode())


def _standard(message: Message, pem: bytes) -> bytes:
    """The same message as the standard library and dkimpy make it."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = HeaderAddress(message.sender.name, addr_spec=message.sender.email)
    mail["To"] = HeaderAddress(message.recipient.name, addr_spec=message.recipient.email)
    mail["Subject"] = message.subject
    mail["Date"] = message.composed_at
    mail["Message-ID"] = f"<{message.message_id}>"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    whole = mail.as_bytes()
    signature: bytes = dkim.sign(whole, b"mail", b"bench.example", pem, canonicalize=(b"relaxed", b"relaxed"))
    return signature + whole


def _text(locale: str) -> CompiledText:
    """Our own words for a renewal."""
    ours = default_message("renewal")
    made = compile_text(ours.texts[locale], locale, ours.message_class)
    assert not made.problems, made.problems
    return CompiledText(f"1:{locale}", locale, made.subject, made.html, made.text, ours.message_class)


def known_members() -> Iterator[tuple[Facts, Envelope]]:
    """Facts of the shared members, all of them worked out before the clock begins to run."""
    for number, line in enumerate(lines(_MOST)):
        told = dict(zip(HEADER, line, strict=True))
        amount = Money(int(told["amount"].replace(".", "")), "EUR")
        here = f"https://bench.example/{told['member_id']}"
        facts = Facts(
            kind="renewal",
            now=NOW,
            zone=told["time_zone"],
            due_on=TODAY + timedelta(days=7),
            organization=_ORGANIZATION,
            member=MemberFacts(
                id=told["member_id"],
                email=told["email"],
                first_name=told["first_name"],
                last_name=told["last_name"],
                locale=told["locale"],
                billing=Place(city="Lyon", country=told["country"]),
                custom={"courses": told["custom.courses"]},
            ),
            payment=PaymentFacts(amount=amount, card_brand="Visa", card_last4=told["card_last4"]),
            product=ProductFacts(told["product"], interval=Interval(1, Unit(told["interval"]))),
            order=OrderFacts(number=told["subscription_id"], total=amount),
            links=LinkFacts(manage=f"{here}/manage", cancel=f"{here}/cancel", update_payment=f"{here}/card"),
            sender=SenderFacts("Grace Lind", "club@bench.example", "Grace", "Lind"),
        )
        yield (
            facts,
            Envelope(
                message_id=f"{number:040x}@bench.example",
                sender=Address("club@bench.example", "The Bench"),
                recipient=Address(told["email"], f"Ana {told['last_name']}"),
                composed_at=NOW,
                boundary=f"=_{number:032x}",
                headers={"List-Id": "<renewals.bench.bench.example>"},
            ),
        )


def _pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
