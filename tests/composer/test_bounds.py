"""What is larger or deeper than any message needs is refused before anybody works on it."""

import pytest

from forenotice.composer.blocks.kinds import Block, Greeting, Text
from forenotice.composer.bounds import (
    DEEPEST,
    LONGEST_LINE,
    LONGEST_PART,
    MOST_BLOCKS,
    MOST_ELEMENTS,
    faults_of_nesting,
)
from forenotice.composer.check import check
from forenotice.composer.compile import compile_text
from forenotice.composer.render import render
from forenotice.composer.texts import CompiledText, MessageSource
from forenotice.kernel.message import MessageClass

WORDS = "<p>x</p>"
HALF = "Here stands half a letter, which no mail can hold: write the word again."
TEXT_BLOCK = Text(words="x" * 20_000)


def problems(source: MessageSource) -> list[str]:
    return [str(problem) for problem in compile_text(source, "en", MessageClass.COURTESY).problems]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (MessageSource("x" * 1001, "", WORDS), "en: subject: It has 1001 characters, and 1000 are the most."),
        (
            MessageSource("x", "x" * 1001, WORDS),
            "en: preheader: It has 1001 characters, and 1000 are the most.",
        ),
        (
            MessageSource("x", "", "x" * 200_001),
            "en: html: It has 200001 characters, and 200000 are the most.",
        ),
        (
            MessageSource("x", "", WORDS, "x" * 200_001),
            "en: text: It has 200001 characters, and 200000 are the most.",
        ),
        (
            MessageSource("x", "", blocks=(Greeting(),) * 201),
            "en: blocks: There are 201 blocks, and 200 are the most.",
        ),
        (
            MessageSource("x", "", blocks=(TEXT_BLOCK,) * 11),
            "en: blocks: It has 220000 characters, and 200000 are the most.",
        ),
        (
            MessageSource("x", "", "<p>x</p>\n<style>\ud800"),
            "en: html, line 2, column 8: " + HALF,
        ),
        (
            MessageSource("x", "", blocks=(Greeting(), Text(words="x\udfff"))),
            "en: block 2 (text), words, line 1, column 2: " + HALF,
        ),
        (
            MessageSource("x", "", "<p>" * 5_001),
            "en: html: It holds more than 5000 elements. Make it simpler.",
        ),
        (
            MessageSource("x", "", "\n<div>" * 200 + "x"),
            (
                "en: html, line 201, column 1: "
                "More than 150 elements stand one inside the other. Close those that are open."
            ),
        ),
    ],
)
def test_what_is_too_large_is_refused_with_the_measure(source: MessageSource, sentence: str) -> None:
    assert problems(source) == [sentence]


def test_what_is_just_large_enough_is_published() -> None:
    assert not problems(MessageSource("x" * LONGEST_LINE, "x" * LONGEST_LINE, "x" * LONGEST_PART))
    blocks: tuple[Block, ...] = (TEXT_BLOCK,) * 10
    assert not problems(MessageSource("x", "", blocks=blocks))
    assert not problems(MessageSource("x", "", blocks=(Greeting(words="x"),) * MOST_BLOCKS))
    deep = DEEPEST - 2
    assert not problems(MessageSource("x", "", "<div>" * deep + "x" + "</div>" * deep))
    assert not problems(MessageSource("x", "", "<p>x" * (MOST_ELEMENTS - 10)))


@pytest.mark.parametrize(
    "html",
    [
        # Each paragraph begins all of them anew: from 27 kB, some four million elements.
        "<p>" + "".join(f"<b id=a{number}>" for number in range(2000)) + "<p>x" * 2000,
        "<p>" + "".join(f"<b id=a{number}>" for number in range(140)) + "<p>x" * 20_000,
        "".join(f"<p><font size={number}></p>" for number in range(5000)),
        "<table>" + "".join(f"<tr><td><b id=a{number}>" for number in range(9000)),
        # With its smart tags it is one field of a form, without them it is not.
        '{{ "<textarea>" }}<p>' + "".join(f"<b id=a{number}>" for number in range(3000)) + "<p>x" * 3000,
        "<div>" * 30_000,
        "<table><tr><td>" * 9_000,
    ],
)
def test_html_that_would_grow_without_measure_never_grows(html: str) -> None:
    [problem] = problems(MessageSource("x", "", html))
    assert "elements" in problem


def test_a_page_full_of_links_is_no_such_thing() -> None:
    links = '<p><a href="https://museum.example/"><b>x</b></a></p>\n' * 1500
    assert not list(faults_of_nesting(links, "en: html"))


def test_faults_have_an_end() -> None:
    assert len(check("{{ membr.name }} " * 5000, "en: html")) == 100
    [problem] = check(f"{{{{ member{'.a' * 5000} }}}}", "en: html")
    assert len(str(problem)) < 200


def test_what_was_published_never_runs_out_of_fuel() -> None:
    """Each part alone may burn a share only: they are rendered in one go, for longer values than ours."""
    loop = "{% for each in range(COUNT) %}{{ member.first_name }}{% endfor %}"
    counts = [count for count in range(0, 20_000, 250) if not check(loop.replace("COUNT", str(count)), "x")]
    most = loop.replace("COUNT", str(counts[-1]))
    assert counts[-1] > 500
    source = MessageSource(most, "", f"<p>{most}</p>", most)
    compiled = compile_text(source, "en", MessageClass.COURTESY)
    assert not compiled.problems
    text = CompiledText("all of it", "en", compiled.subject, compiled.html, compiled.text)
    assert render(text, {"member.first_name": "Ana" * 20}).text.count("Ana") == 20 * counts[-1]
    assert render(text, {"member.first_name": ""}).warnings[0] == "member.first_name"


def test_a_name_that_comes_again_brings_its_own_words() -> None:
    one = CompiledText("7:en", "en", "One", "<p>One</p>", "One")
    other = CompiledText("7:en", "en", "Other", "<p>Other</p>", "Other")
    assert [render(text, {}).subject for text in (one, other, one)] == ["One", "Other", "One"]
