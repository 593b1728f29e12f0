"""Any blueprint that can be declared is written and read back the same."""

from datetime import time
from typing import Protocol, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from forenotice.blueprint.document import Blueprint, read_blueprint, write_blueprint
from forenotice.blueprint.sections.channels import ChannelDeclaration
from forenotice.blueprint.sections.messages import MessageDeclaration
from forenotice.blueprint.sections.organization import OrganizationDeclaration
from forenotice.blueprint.sections.products import ProductDeclaration
from forenotice.blueprint.sections.rules import RuleDeclaration
from forenotice.blueprint.sections.secrets import SecretReference
from forenotice.blueprint.sections.sources import SourceDeclaration
from forenotice.composer.blocks.kinds import Due, Image, PaymentTable
from forenotice.composer.texts import MessageSource
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.kernel.message import MessageClass
from forenotice.kernel.money import Money
from forenotice.ledger.states import Kind, PayerKind
from forenotice.rules.specification import Anchor, Audience, RuleSpecification, StepSpecification
from forenotice.rules.states import PastMoments

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(
    lambda text: text.strip() or "x"
)
KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
HOURS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
REFERENCES = st.builds(
    SecretReference, st.just("env"), st.from_regex(r"[A-Z]{1,8}", fullmatch=True)
) | st.builds(SecretReference, st.just("file"), WORDS)
MULTILINE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


class Keyed(Protocol):
    """Whatever goes by a key."""

    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=Keyed)


def _keyed(declarations: st.SearchStrategy[K]) -> st.SearchStrategy[tuple[K, ...]]:
    """Up to three declarations in the order of their keys, no key twice."""
    several = st.lists(declarations, max_size=3, unique_by=lambda one: one.key)
    return several.map(lambda found: tuple(sorted(found, key=lambda one: one.key)))


@st.composite
def _steps(draw: st.DrawFn, channels: list[str], messages: list[str]) -> StepSpecification:
    start, end = sorted((draw(HOURS), draw(HOURS)))
    has_window = start < end and draw(st.booleans())
    return StepSpecification(
        key=draw(KEYS),
        lead=LeadTime(draw(st.integers(0, 400)), draw(st.sampled_from([Unit.DAY, Unit.WEEK]))),
        message=draw(st.sampled_from(messages)),
        channels=tuple(draw(st.lists(st.sampled_from(channels), min_size=1, max_size=2, unique=True))),
        anchor=draw(st.sampled_from(Anchor)),
        hour=start if draw(st.booleans()) else None,
        window_start=start if has_window else None,
        window_end=end if has_window else None,
        contacts=draw(st.booleans()),
        owner_copy=draw(st.sampled_from(["", "owner@example.org"])),
    )


@st.composite
def _rules(draw: st.DrawFn, channels: list[str], messages: list[str]) -> RuleDeclaration:
    minimum = draw(
        st.none() | st.builds(Money, st.integers(0, 10**9), st.sampled_from(["EUR", "JPY", "BHD"]))
    )
    steps = draw(
        st.lists(_steps(channels, messages), min_size=1, max_size=3, unique_by=lambda step: step.key)
    )
    audience = Audience(
        products=tuple(draw(st.lists(WORDS, max_size=2))),
        intervals=tuple(draw(st.lists(st.sampled_from(["1 month", "3 months", "1 year"]), max_size=2))),
        payer_kind=draw(st.sampled_from(["", *PayerKind])),
        minimum_amount_minor=minimum.minor if minimum else None,
        currency=minimum.currency if minimum else "",
        tags=tuple(draw(st.lists(WORDS, max_size=2))),
    )
    specification = RuleSpecification(
        kinds=tuple(draw(st.lists(st.sampled_from([*Kind]), min_size=1, unique=True))),
        steps=tuple(steps),
        audience=audience,
        past_moments=draw(st.sampled_from(PastMoments)),
        catch_up_hours=draw(st.integers(1, 240)),
        sender_name=draw(st.just("") | WORDS),
        reply_to=draw(st.sampled_from(["", "owner@example.org"])),
    )
    return RuleDeclaration(
        key=draw(KEYS), name=draw(WORDS), on=draw(st.booleans()), specification=specification
    )


BLOCKS = st.one_of(
    st.builds(Due, headline=WORDS, words=MULTILINE, when=WORDS),
    st.builds(
        PaymentTable, rows=st.just(("amount", "date")), labels=WORDS.map(lambda own: (("amount", own),))
    ),
    st.builds(Image, url=WORDS, width=st.integers(1, 528)),
)
TEXTS = st.one_of(
    st.builds(MessageSource, subject=WORDS, preheader=WORDS, html=MULTILINE, text=st.none() | MULTILINE),
    st.builds(
        MessageSource,
        subject=WORDS,
        preheader=WORDS,
        text=st.none() | MULTILINE,
        blocks=st.lists(BLOCKS, min_size=1, max_size=3).map(tuple),
    ),
)
MESSAGES = st.builds(
    MessageDeclaration,
    key=KEYS,
    name=WORDS,
    message_class=st.sampled_from(MessageClass),
    draft=st.booleans(),
    default=st.sampled_from(["renewal", "term_end"]),
    texts=st.dictionaries(st.sampled_from(["en", "fr", "fr-CA"]), TEXTS, max_size=2),
)
CHANNELS = st.builds(
    ChannelDeclaration,
    key=KEYS,
    kind=st.sampled_from(["email", "mailbox"]),
    settings=st.dictionaries(st.sampled_from(["host", "local_hostname"]), WORDS, max_size=2),
    references=st.dictionaries(st.sampled_from(["password", "dkim_key"]), REFERENCES, max_size=2),
)
PRODUCTS = st.builds(
    ProductDeclaration,
    key=KEYS,
    name=WORDS,
    description=st.just("") | MULTILINE,
    price=st.none() | st.builds(Money, st.integers(0, 10**9), st.sampled_from(["EUR", "JPY", "BHD"])),
    interval=st.none()
    | st.builds(Interval, st.integers(1, 36), st.sampled_from([Unit.DAY, Unit.MONTH, Unit.YEAR])),
    pay_url=st.sampled_from(["", "https://example.org/pay?member={member_id}"]),
)
SOURCES = st.builds(
    SourceDeclaration,
    key=KEYS,
    fresh_for_days=st.integers(1, 400),
    settings=st.dictionaries(st.sampled_from(["key", "date_format"]), WORDS, max_size=2),
)
ORGANIZATIONS = st.builds(
    OrganizationDeclaration,
    key=KEYS,
    name=WORDS,
    address=st.just("") | MULTILINE,
    time_zone=st.sampled_from(["Europe/Paris", "Pacific/Kiritimati"]),
    locale=st.sampled_from(["en", "fr-CA"]),
    late_policy=st.dictionaries(st.sampled_from(["en", "fr", "fr-CA"]), MULTILINE, max_size=2),
    pulse_url=st.none() | REFERENCES,
    sender_name=st.just("") | WORDS,
)


@st.composite
def _blueprints(draw: st.DrawFn) -> Blueprint:
    channels, messages = draw(_keyed(CHANNELS)), draw(_keyed(MESSAGES))
    rules: tuple[RuleDeclaration, ...] = ()
    if channels and messages:
        rules = draw(_keyed(_rules([one.key for one in channels], [one.key for one in messages])))
    return Blueprint(
        organization=draw(ORGANIZATIONS),
        products=draw(_keyed(PRODUCTS)),
        sources=draw(_keyed(SOURCES)),
        channels=channels,
        messages=messages,
        rules=rules,
    )


@settings(max_examples=150, deadline=None)
@given(_blueprints())
def test_any_blueprint_survives_being_written_and_read(blueprint: Blueprint) -> None:
    written = write_blueprint(blueprint)
    found = read_blueprint(written, "written")
    assert write_blueprint(found) == written
    assert found == blueprint
