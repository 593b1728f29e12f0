"""Any text at all is refused with its places, or speaks to every member and knows only their facts."""

import email
from email import policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forenotice.channels.mime import build_mime
from forenotice.composer.boosters.compile import compile_booster
from forenotice.composer.boosters.offers import BoosterWords
from forenotice.composer.compile import compile_text
from forenotice.composer.compose import compose
from forenotice.composer.errors import RenderError
from forenotice.composer.facts import BoosterFacts, Facts, LinkFacts, MemberFacts, PaymentFacts
from forenotice.composer.render import render
from forenotice.composer.texts import CompiledText, MessageSource
from forenotice.kernel.message import MessageClass
from forenotice.project import settings as project
from tests.composer.fuzz.hostile import harms_in, with_every_string
from tests.composer.fuzz.templates import SENSIBLE, SOURCES, TEXTS
from tests.composer.samples import ENVELOPE, compiled, facts

SECRETS = (str(project.SECRET_KEY), str(project.FORENOTICE_HOME), "the neighbour's words")
BOOSTER = BoosterFacts(
    "Late opening", "<p>Open until ten.</p>", "Open until ten.", "FRIEND10", "https://a.example/"
)
MEMBERS: list[Facts] = [
    facts(booster=BOOSTER),
    facts(payment=PaymentFacts(is_automatic=False, is_last=True), member=MemberFacts(), links=LinkFacts()),
    with_every_string(facts(booster=BOOSTER), "\"'><script>alert(1)</script>\r\nBcc: everybody@evil.example"),
]
HEADERS = ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]


@pytest.fixture(scope="module", autouse=True)
def neighbour() -> None:
    """Another organization's message, which lies in the same engine under a name that is easily guessed."""
    text = CompiledText(
        "1:en", "en", "the neighbour's words", "the neighbour's words", "the neighbour's words"
    )
    render(text, {})


def speaks_without_harm(text: CompiledText) -> None:
    for member in MEMBERS:
        # What members differ in may still burn more than our samples do; then nothing is said, with a reason.
        try:
            message = compose(text, member, ENVELOPE).message
        except RenderError:
            continue
        said = message.subject + message.html + message.text
        assert not any(secret in said for secret in SECRETS)
        assert not harms_in(message.html)
        assert len(said) < 1_000_000
        read = email.message_from_bytes(build_mime(message).whole, policy=policy.default)
        assert sorted(read.keys()) == HEADERS
        assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


@settings(max_examples=400)
@given(source=SOURCES)
def test_any_text_is_refused_or_speaks_without_harm(source: MessageSource) -> None:
    made = compile_text(source, "en", MessageClass.COURTESY)
    for problem in made.problems:
        assert problem.sentence
        assert problem.where.startswith("en: ")
        assert "\n" not in problem.sentence
    if not made.problems:
        name = f"any {hash((made.subject, made.html, made.text))}"
        speaks_without_harm(CompiledText(name, "en", made.subject, made.html, made.text))


@settings(max_examples=200)
@given(source=st.tuples(TEXTS, TEXTS, TEXTS))
def test_whatever_got_past_the_check_is_stopped_or_harmless(source: tuple[str, str, str]) -> None:
    """The engine itself keeps what the check promises, so that one gap in it is not enough."""
    text = CompiledText(f"past {hash(source)}", "en", *source)
    try:
        words = render(text, {"member.email": "ana@example.com", "payment.is_last": True})
    except RenderError:
        return
    assert not any(secret in words.subject + words.html + words.text for secret in SECRETS)


@settings(max_examples=200)
@given(title=SENSIBLE | TEXTS, words=SENSIBLE | TEXTS)
def test_any_booster_is_refused_or_speaks_without_harm(title: str, words: str) -> None:
    made = compile_booster(BoosterWords(title, words), "en")
    if made.problems:
        assert all(problem.sentence and problem.where.startswith("en: ") for problem in made.problems)
        return
    shown = render(made.text, {"member.first_name": "<script>alert(1)</script>"})
    booster = BoosterFacts(shown.subject, shown.html, shown.text)
    place = compiled(MessageSource("{{ booster.title }}", "", "<p>x</p>{{ booster.html }}"))
    assert not harms_in(compose(place, facts(booster=booster), ENVELOPE).message.html)
