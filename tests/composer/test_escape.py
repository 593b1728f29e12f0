"""No value of a fact becomes anything but words: no element, no attribute, no header."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.compose import compose
from forenotice.composer.facts import BoosterFacts, Facts
from tests.composer.fuzz.hostile import EVERYWHERE, HOSTILE_WORDS, skeleton, with_every_string
from tests.composer.samples import ENVELOPE, facts, say, say_default


@pytest.mark.parametrize("attack", HOSTILE_WORDS)
def test_a_hostile_value_adds_no_element_and_no_attribute(attack: str) -> None:
    harmless: Facts = with_every_string(facts(), "words")
    hostile: Facts = with_every_string(facts(), attack)
    expected = compose(EVERYWHERE, harmless, ENVELOPE).message
    message = compose(EVERYWHERE, hostile, ENVELOPE).message
    assert skeleton(message.html) == skeleton(expected.html)


@pytest.mark.parametrize("attack", HOSTILE_WORDS)
def test_no_link_and_no_image_leads_anywhere_harmful(attack: str) -> None:
    html = compose(EVERYWHERE, with_every_string(facts(), attack), ENVELOPE).message.html
    page = LexborHTMLParser(html)
    addresses = [node.attributes.get("href") or "" for node in page.css("a")]
    addresses += [node.attributes.get("src") or "" for node in page.css("img")]
    assert len(addresses) > 300
    assert {address for address in addresses if not address.startswith("https://a.example/")} <= {""}


@pytest.mark.parametrize("attack", HOSTILE_WORDS)
@pytest.mark.parametrize("key", ["renewal", "payment_due", "trial_end", "term_end", "card_expiry"])
def test_our_own_messages_stand_firm(key: str, attack: str) -> None:
    harmless: Facts = with_every_string(facts(kind=key), "words")
    hostile: Facts = with_every_string(facts(kind=key), attack)
    expected = say_default(key, harmless).message
    assert skeleton(say_default(key, hostile).message.html) == skeleton(expected.html)


def test_a_hostile_value_stays_readable() -> None:
    words = say("<p>{{ member.last_name }}</p>", facts(member__last_name="O'Neil <& Söhne/Co>")).message
    assert "O'Neil <& Söhne/Co>" in words.text
    page = LexborHTMLParser(words.html).css_first(".words p")
    assert page is not None
    assert page.text() == "O'Neil <& Söhne/Co>"
    assert "Söhne/Co" in words.html


@pytest.mark.parametrize(
    "name",
    ["Ana\r\nBcc: all@example.com", "Ana\nX: y", "Ana\r", "Ana\x0b\x0c\x85\u2028\u2029B", "Ana\x00\x1b[2J"],
)
def test_a_subject_is_one_line_whatever_a_member_is_called(name: str) -> None:
    about = facts(member__first_name=name)
    subject = say(
        "<p>Hi</p>", about, subject="For {{ member.first_name }},  {{ product.name }}"
    ).message.subject
    assert subject.isprintable()
    assert subject.startswith("For Ana")
    assert subject.endswith(", Friends of the Harbour")


def test_a_subject_keeps_emoji_and_no_break_spaces() -> None:
    about = facts(member__first_name="👩‍👧", member__locale="fr-FR")
    subject = say("<p>x</p>", about, subject="{{ member.first_name }}\u202f! 5\u00a0€").message.subject
    assert subject == "👩‍👧\u202f! 5\u00a0€"


def test_a_subject_has_an_end() -> None:
    about = facts(member__first_name="A" * 5000)
    assert len(say("<p>x</p>", about, subject="{{ member.first_name }}").message.subject) == 200


def test_the_text_part_shows_values_as_they_are() -> None:
    about = facts(product__name="Salt & <Pepper>", links__pay="https://a.example/?a=1&b=2")
    text = say('<p>{{ product.name }}</p><p><a href="{{ links.pay }}">Pay</a></p>', about).message.text
    assert "Salt & <Pepper>" in text
    assert "Pay (https://a.example/?a=1&b=2)" in text


def test_a_value_in_a_link_is_quoted_and_a_mail_address_stays_one() -> None:
    source = (
        '<a href="https://a.example/?e={{ member.email }}&n={{ member.full_name }}">x</a>'
        '<a href="mailto:{{ member.email }}?subject={{ member.full_name }}">y</a>'
    )
    html = say(source, facts(member__email="a+b&c@example.com")).message.html
    first, second = (node.attributes["href"] for node in LexborHTMLParser(html).css(".words a"))
    assert first == "https://a.example/?e=a%2Bb%26c%40example.com&n=Ana%20Okafor"
    assert second == "mailto:a+b%26c@example.com?subject=Ana%20Okafor"


def test_a_booster_is_formatted_and_cleaned() -> None:
    booster = BoosterFacts(
        "Late", '<p onclick="x()">Open <b>late</b><script>alert(1)</script></p>', "Open late"
    )
    message = say("<div>{{ booster.html }}</div><p>{{ booster.title }}</p>", facts(booster=booster)).message
    assert "<p>Open <b>late</b></p>" in message.html
    assert "script" not in message.html
