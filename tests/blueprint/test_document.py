"""A blueprint reads into declarations, says where it is wrong, and writes back what reads the same."""

from dataclasses import fields
from datetime import time
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forenotice.blueprint.document import Blueprint, Keyed, read_blueprint, write_blueprint
from forenotice.blueprint.errors import BlueprintRefusedError
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

SMALL = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "Europe/Paris"

[[channels]]
key = "post"
kind = "email"
host = "mail.example.org"
username = "club"
password = { env = "SMTP_PASSWORD" }
dkim = { domain = "example.org", selector = "s1", key = { file = "dkim.pem" } }

[[messages]]
key = "renewal"
default = "renewal"

[[rules]]
key = "yearly"
kinds = ["renewal"]

[rules.audience]
intervals = ["yearly"]
minimum_amount = "12.50 EUR"

[[rules.steps]]
key = "week-before"
lead = "7 days"
at = "09:30"
message = "renewal"
"""


def _faults(text: str, folder: Path | None = None) -> str:
    with pytest.raises(BlueprintRefusedError) as refused:
        read_blueprint(text, "club.toml", folder)
    return str(refused.value)


def test_a_small_blueprint_is_understood_and_gaps_are_filled() -> None:
    found = read_blueprint(SMALL, "club.toml")
    assert found.organization.window_start == time(9)
    assert found.channels[0].settings == {
        "host": "mail.example.org",
        "username": "club",
        "dkim": {"domain": "example.org", "selector": "s1"},
    }
    assert {name: str(where) for name, where in found.channels[0].references.items()} == {
        "password": "env:SMTP_PASSWORD",
        "dkim_key": "file:dkim.pem",
    }
    rule = found.rules[0]
    assert (rule.name, rule.on) == ("Yearly", True)
    assert rule.specification.audience == Audience(
        intervals=("1 year",), minimum_amount_minor=1250, currency="EUR"
    )
    step = rule.specification.steps[0]
    assert step.lead == LeadTime(7, Unit.DAY)
    assert step.hour == time(9, 30)
    assert step.channels == ("post",), "the only channel there is need not be named"


def test_a_step_may_speak_to_the_hooks_of_zapier_which_nobody_declares() -> None:
    found = read_blueprint(SMALL.replace('at = "09:30"', 'channels = ["post", "zapier"]'), "club.toml")
    assert found.rules[0].specification.steps[0].channels == ("post", "zapier")
    assert read_blueprint(write_blueprint(found), "again") == found


def test_what_is_written_reads_back_the_same() -> None:
    found = read_blueprint(SMALL, "club.toml")
    written = write_blueprint(found)
    assert read_blueprint(written, "again") == found
    assert write_blueprint(read_blueprint(written, "again")) == written


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('name = "Chess Club"', "", '[organization]: the key "name" is missing'),
        (
            'name = "Chess Club"',
            'nam = "Chess Club"',
            "line 4, [organization], nam: there is no such key. Did you",
        ),
        ("Europe/Paris", "Paris", 'line 5, [organization], time_zone: "Paris" is not a time zone'),
        ('kind = "email"', 'kind = "fax"', 'line 9, [[channels]] "post", kind: "fax" is none of'),
        (
            '{ env = "SMTP_PASSWORD" }',
            '"hunter2"',
            'line 12, [[channels]] "post", password: a secret may not',
        ),
        (
            '{ env = "SMTP_PASSWORD" }',
            '{ env = "A-B" }',
            'line 12, [[channels]] "post", password: "A-B" is no name',
        ),
        ('{ env = "SMTP_PASSWORD" }', '{ url = "x" }', "password: write { env ="),
        ('default = "renewal"', "", '[[messages]] "renewal": it has no words'),
        ('["renewal"]', '["renewals"]', 'line 21, [[rules]] "yearly", kinds: "renewals" is no kind'),
        ('["renewal"]', "[]", "it names no kinds of due date"),
        (
            '["yearly"]',
            '["sometimes"]',
            'line 24, [[rules]] "yearly", [audience], intervals: "sometimes" is not',
        ),
        ("12.50 EUR", "12,50 EUR", '[audience], minimum_amount: "12,50 EUR" is not an amount'),
        ("12.50 EUR", "12.505 EUR", "more decimals than EUR has"),
        ("12.50 EUR", "12.5 JPY", "more decimals than JPY has"),
        (
            "7 days",
            "7 dayz",
            'line 29, [[rules]] "yearly", [[steps]] "week-before", lead: "7 dayz" is not a lead time',
        ),
        ("7 days", "36 hours", 'at: a lead time of "36 hours" counts back from the very instant'),
        (
            '"09:30"',
            '"9.30"',
            'line 30, [[rules]] "yearly", [[steps]] "week-before", at: "9.30" is not a time of day',
        ),
        (
            'message = "renewal"',
            'message = "renewl"',
            'no [[messages]] is called "renewl". Did you mean "renewal"?',
        ),
        ('message = "renewal"', 'message = "renewal"\nchannels = ["pst"]', 'no [[channels]] is called "pst"'),
        ('key = "yearly"', 'key = "Yearly ones"', '"Yearly ones" cannot be a key'),
        (
            '[[rules]]\nkey = "yearly"',
            '[[rulez]]\nkey = "yearly"',
            'rulez: there is no such key. Did you mean "rules"?',
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(before: str, after: str, said: str) -> None:
    assert before in SMALL
    assert said in _faults(SMALL.replace(before, after, 1))


ZONE = 'time_zone = "Europe/Paris"'


@pytest.mark.parametrize(
    ("written", "policies"),
    [
        ('late_policy = "We wait."', {"en": "We wait."}),
        ('locale = "fr_ca"\nlate_policy = "On attend."', {"fr-CA": "On attend."}),
        (
            'late_policy = { en = "We wait.", fr_BE = "On attend." }',
            {"en": "We wait.", "fr-BE": "On attend."},
        ),
        ('[organization.late_policy]\nfr = "On attend."', {"fr": "On attend."}),
        ('late_policy = ""', {}),
        ("", {}),
    ],
)
def test_a_late_policy_is_of_the_language_it_is_written_in(written: str, policies: dict[str, str]) -> None:
    """A plain text is in the organization's own language, and is written back as one."""
    found = read_blueprint(SMALL.replace(ZONE, f"{ZONE}\n{written}"), "club.toml")
    assert found.organization.late_policy == policies
    again = write_blueprint(found)
    assert read_blueprint(again, "again").organization.late_policy == policies
    is_plain = len(policies) == 1 and "[organization.late_policy]" not in written
    assert ("\nlate_policy = " in again) == is_plain


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("late_policy = 14", "line 6, [organization], late_policy: it must be a text in quotes."),
        ('late_policy = { french = "On attend." }', 'late_policy], french: "french" is not a locale. Write'),
        ('late_policy = { fr = "" }', "[late_policy], fr: it may not be empty."),
        ("late_policy = { fr = 14 }", "[late_policy], fr: it must be a text in quotes."),
    ],
)
def test_a_late_policy_that_cannot_be_is_refused(written: str, said: str) -> None:
    assert said in _faults(SMALL.replace(ZONE, f"{ZONE}\n{written}"))


def test_a_secret_is_never_repeated_in_the_complaint_about_it() -> None:
    assert "hunter2" not in _faults(SMALL.replace('{ env = "SMTP_PASSWORD" }', '"hunter2"'))


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    said = _faults(SMALL.replace("7 days", "soon").replace("Europe/Paris", "Paris"))
    assert said.index("time_zone") < said.index("lead")


def test_two_of_one_key_are_refused() -> None:
    again = '\n[[messages]]\nkey = "renewal"\ndefault = "renewal"\n'
    assert 'there are two called "renewal"' in _faults(SMALL + again)


def test_words_may_stand_in_a_file_beside_the_blueprint(tmp_path: Path) -> None:
    (tmp_path / "words.html").write_text("<p>Hello</p>\n", encoding="utf-8")
    text = '[messages.text.en]\nsubject = "Hello"\nhtml_file = "words.html"'
    found = read_blueprint(SMALL.replace('default = "renewal"', text), "club.toml", tmp_path)
    assert found.messages[0].texts["en"].html == "<p>Hello</p>"
    said = _faults(SMALL.replace('default = "renewal"', text.replace("words", "wrds")), tmp_path)
    assert "html_file: the file wrds.html cannot be read (No such file or directory)" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key = club", "line 1, column 7: this is not TOML"),
        ('key = """club', "at the end: this is not TOML"),
        ("", "organization: it is missing"),
    ],
)
def test_what_is_no_blueprint_at_all_is_refused_in_a_sentence(text: str, said: str) -> None:
    assert said in _faults(text)


K = TypeVar("K", bound=Keyed)


def test_everything_that_a_rule_can_be_can_be_declared() -> None:
    """A field that a rule gained later must not be lost on the way through a blueprint."""
    written = {"kinds", "steps", "audience", "past_moments", "catch_up_hours", "sender_name", "sender_email"}
    assert {one.name for one in fields(RuleSpecification)} == written | {"reply_to"}
    assert len(fields(StepSpecification)) == 10
    assert len(fields(Audience)) == 9


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(
    lambda text: text.strip() or "x"
)
KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
HOURS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
REFERENCES = st.builds(
    SecretReference, st.just("env"), st.from_regex(r"[A-Z]{1,8}", fullmatch=True)
) | st.builds(SecretReference, st.just("file"), WORDS)
MULTILINE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


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
