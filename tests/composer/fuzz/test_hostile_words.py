"""Hostile words, from members, from an organization and from whoever writes: they stay words."""

import email
import re
from email import policy
from email.utils import getaddresses

import html5lib
import pytest

from forenotice.accounts.models import Organization
from forenotice.channels.mime import build_mime
from forenotice.composer.blocks.kinds import CallToAction, Due, Greeting, Image, PaymentTable, Text
from forenotice.composer.boosters.compile import compile_booster
from forenotice.composer.boosters.offers import BoosterKind, BoosterOffer, BoosterTerms, BoosterWords
from forenotice.composer.boosters.show import with_booster
from forenotice.composer.compile import compile_text
from forenotice.composer.compose import compose
from forenotice.composer.defaults import DEFAULT_KEYS
from forenotice.composer.facts import BoosterFacts, Facts
from forenotice.composer.texts import CompiledText, MessageSource
from forenotice.dispatcher.recipients import recipients
from forenotice.dispatcher.wording import envelope, signature
from forenotice.kernel.message import MessageClass
from tests.composer.fuzz.hostile import BY_GROUP, HOSTILE_WORDS, harms_in, skeleton, with_every_string
from tests.composer.samples import ENVELOPE, NOW, compiled, compiled_default, facts

BOOSTED = compiled(
    MessageSource(
        "{{ booster.title }}",
        "",
        "<h2>{{ booster.title }}</h2><div>{{ booster.html }}</div>"
        '<p title="{{ booster.text }}"><a href="{{ booster.link }}">{{ booster.coupon }}</a></p>',
    )
)
OWN_BOOSTER = BoosterWords(
    "For {{ member.first_name }}",
    "**{{ member.custom.instrument }}** [{{ product.name }}](https://a.example/{{ member.email }})",
)
OFFER = BoosterOffer(key="x", terms=BoosterTerms(kind=BoosterKind.TIP))


def test_the_corpus_is_large_and_known_as_harmful() -> None:
    assert len(HOSTILE_WORDS) >= 60
    missed = [word for word in BY_GROUP["elements"] if not harms_in(f"<body><p>{word}</p>")]
    # A link, a word in brackets, and an attribute that only very old browsers knew.
    assert [word[:4] for word in missed] == ["<scr", "<img", "<a h"]
    assert len(harms_in("<p style='position:fixed'>x</p><a href=' java\nscript:alert(1)'>x</a>")) == 2


@pytest.mark.parametrize("attack", HOSTILE_WORDS)
def test_a_booster_about_a_hostile_member_is_words(attack: str) -> None:
    made = compile_booster(OWN_BOOSTER, "en")
    assert not made.problems
    pages = []
    for words in ("words", attack):
        about: Facts = with_every_string(facts(), words)
        pages.append(compose(BOOSTED, with_booster(about, OFFER, made.text), ENVELOPE).message.html)
    assert skeleton(pages[1]) == skeleton(pages[0])
    assert not harms_in(pages[1])


@pytest.mark.parametrize("attack", HOSTILE_WORDS)
def test_a_booster_that_is_hostile_itself_does_no_harm(attack: str) -> None:
    booster = BoosterFacts(title=attack, html=f"<p>{attack}</p>", text=attack, coupon=attack, link=attack)
    html = compose(BOOSTED, facts(booster=booster), ENVELOPE).message.html
    assert not harms_in(html)
    made = compile_booster(BoosterWords(f"x {attack}", f"x {attack}"), "en")
    if not made.problems:
        html = compose(BOOSTED, with_booster(facts(), OFFER, made.text), ENVELOPE).message.html
        assert not harms_in(html)


@pytest.mark.parametrize("attack", HOSTILE_WORDS)
def test_whoever_writes_a_message_does_no_harm_with_it(attack: str) -> None:
    """One owner's message is read by many people, and by their colleagues in the console."""
    blocks = (
        Greeting(words=attack),
        Due(headline=attack, words=attack),
        PaymentTable(rows=("amount", "order"), labels=(("amount", attack),), values=(("order", attack),)),
        CallToAction(label=attack, link="{{ links.pay }}", words=attack),
        Text(heading=attack, words=f"x {attack}"),
        Image(url="https://a.example/x.png", alt=attack, link="https://a.example/", width=40),
    )
    sources = [
        MessageSource(attack, attack, f"<p>x</p>{attack}", attack),
        MessageSource("x", "x", f"<p>x</p><a href=\"{attack}\" title='{attack}'>x</a>"),
        MessageSource("x", "x", f'<style>p {{ color: {attack} }}</style><p style="color:{attack}">x</p>'),
        MessageSource("x", "x", blocks=blocks),
        MessageSource("x", "x", blocks=(CallToAction(label="x", link=attack),)),
        MessageSource("x", "x", blocks=(Image(url=attack, alt="x", link=attack),)),
    ]
    for number, source in enumerate(sources):
        made = compile_text(source, "en", MessageClass.COURTESY)
        if made.problems:
            continue
        text = CompiledText(f"{attack!r} {number}", "en", made.subject, made.html, made.text)
        message = compose(text, facts(), ENVELOPE).message
        assert not harms_in(message.html)
        assert message.subject.isprintable() or "\u202e" in message.subject


@pytest.mark.parametrize("rule", ['p { color: "', "p { = }", "} p"])
def test_styles_that_cannot_be_read_are_a_fault_of_the_text(rule: str) -> None:
    source = MessageSource("x", "", f"<style>{rule}</style><p>x</p>")
    made = compile_text(source, "en", MessageClass.COURTESY)
    assert all("The styles cannot be read" in problem.sentence for problem in made.problems)


def test_what_is_written_in_blocks_is_published_whatever_it_is() -> None:
    """Or the test above would meet few of them."""
    refused = [
        word
        for word in HOSTILE_WORDS
        if compile_text(
            MessageSource("x", "", blocks=(Text(words=word),)), "en", MessageClass.COURTESY
        ).problems
    ]
    assert len(refused) < 20


@pytest.mark.parametrize("attack", HOSTILE_WORDS)
def test_no_header_and_no_part_is_added(attack: str) -> None:
    organization = Organization(key="museum", name=attack, support_email="friends@museum.example")
    signed = signature(organization, "renewals", None, None)
    [member] = recipients(email="ana@example.com", name=attack, contacts=(), owner_copy="")
    around = envelope(message_id="abc@museum.example", signed=signed, recipient=member, now=NOW)
    text = compiled(
        MessageSource("{{ member.full_name }}{{ product.name }}", "", "<p>{{ member.email }}</p>")
    )
    about: Facts = with_every_string(facts(), attack)
    mime = build_mime(compose(text, about, around).message)
    read = email.message_from_bytes(mime.whole, policy=policy.default)
    assert sorted(read.keys()) == sorted(
        {"Date", "From", "To", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"}
    )
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    compat = email.message_from_bytes(mime.whole)
    assert getaddresses(["".join(str(compat["To"]).splitlines())])[0][1] == "ana@example.com"
    assert len(getaddresses(["".join(str(compat["To"]).splitlines())])) == 1


@pytest.mark.parametrize("group", BY_GROUP)
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_our_own_messages_stay_strict_html_and_send_no_mail_elsewhere(key: str, group: str) -> None:
    text = compiled_default(key)
    for attack in BY_GROUP[group]:
        about: Facts = with_every_string(facts(kind=key), attack)
        html = compose(text, about, ENVELOPE).message.html
        # The standard calls control characters an error of the page; here they are the attack itself.
        if attack.isprintable():
            html5lib.HTMLParser(strict=True).parse(html)
        assert not re.search("mailto:[^\"']*[?]bcc=", html)
        assert not harms_in(html)
