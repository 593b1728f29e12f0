"""A booster's words are checked when they are written, and say a member's own facts."""

import pytest

from forenotice.composer.boosters.compile import compile_booster
from forenotice.composer.boosters.offers import BoosterKind, BoosterOffer, BoosterTerms, BoosterWords
from forenotice.composer.boosters.show import shows_booster, with_booster
from forenotice.composer.compose import compose
from forenotice.composer.texts import MessageSource
from tests.composer.samples import ENVELOPE, compiled, facts

TERMS = BoosterTerms(kind=BoosterKind.PERK, coupon="FRIEND10", link="https://example.org/friday")
PLACE = compiled(
    MessageSource(
        "Soon",
        "",
        "<p>Hello</p>{% if booster.title %}<h2>{{ booster.title }}</h2>{{ booster.html }}"
        '<p>{{ booster.coupon }} <a href="{{ booster.link }}">there</a></p>{% endif %}',
        "{{ booster.title }}\n{{ booster.text }}",
    )
)


def said(title: str, words: str, **changes: object) -> tuple[str, str]:
    made = compile_booster(BoosterWords(title, words), "en")
    assert not made.problems, made.problems
    about = with_booster(facts(**changes), BoosterOffer(key="x", terms=TERMS), made.text)
    message = compose(PLACE, about, ENVELOPE).message
    return message.html, message.text


def test_a_booster_speaks_of_the_members_own_facts() -> None:
    html, text = said(
        "For {{ member.first_name }}",
        "You play the **{{ member.custom.instrument }}**.\n\n[Come on Friday]({{ links.manage }})",
        member__custom={"instrument": "cello & bow"},
        links__manage="https://example.org/me?a=1&b=2",
    )
    assert "<h2" in html
    assert "For Ana" in html
    assert "<strong>cello &amp; bow</strong>" in html
    assert "FRIEND10" in html
    assert 'href="https://example.org/friday"' in html
    assert 'href="https://example.org/me?a=1&amp;b=2"' in html
    assert text.startswith("For Ana\nYou play the cello & bow.\n\nCome on Friday (https://example.org/me?a=1")


def test_a_booster_names_its_own_coupon_and_link() -> None:
    html, text = said(
        "With {{ booster.coupon }}", "Say {{ booster.coupon }} [on Friday]({{ booster.link }})."
    )
    assert "With FRIEND10" in html
    assert 'Say FRIEND10 <a href="https://example.org/friday"' in html
    assert text.startswith("With FRIEND10\nSay FRIEND10 on Friday (https://example.org/friday).")


def test_hostile_values_and_words_add_nothing() -> None:
    html, _ = said("<b>x</b>", "<script>alert(1)</script> {{ member.last_name }}", member__last_name="<i>y")
    assert "<script" not in html
    assert "<b>x" not in html
    assert "<i>y" not in html
    assert "&lt;i&gt;y" in html


def test_without_a_booster_its_place_stays_empty() -> None:
    message = compose(PLACE, facts(), ENVELOPE).message
    assert "<h2" not in message.html
    assert shows_booster(PLACE)
    assert not shows_booster(compiled(MessageSource("S", "", "<p>Hello</p>")))


@pytest.mark.parametrize(
    ("title", "words", "place"),
    [
        ("T", "{{ member.frist_name }}", "en: words, line 1, column 4"),
        ("{% if member.id %}", "W", "en: title, line 1, column 1"),
        ("T", "Hello\n{{ booster.title }}", "en: words, line 2, column 1"),
        ("T", "[here](nowhere)", "en: words"),
        ("", "W", "en: title"),
        ("T", "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}", "en: words"),
    ],
)
def test_faults_are_told_with_their_place(title: str, words: str, place: str) -> None:
    problems = compile_booster(BoosterWords(title, words), "en").problems
    assert problems
    assert str(problems[0]).startswith(place)
