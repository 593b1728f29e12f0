"""Blocks as tables, as words, and as a finished page with its text part."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.blocks.kinds import (
    BLOCK_TYPES,
    TABLE_ROWS,
    Block,
    BoosterBlock,
    CallToAction,
    Deadline,
    Divider,
    Due,
    Greeting,
    Image,
    PaymentTable,
    Support,
    Terms,
    Text,
)
from forenotice.composer.blocks.tables import blocks_from, read_blocks, tables_of
from forenotice.composer.compile import Compiled, compile_text
from forenotice.composer.compose import Composed, compose
from forenotice.composer.errors import BlocksRefusedError
from forenotice.composer.facts import BoosterFacts, Facts, LinkFacts
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.samples import ENVELOPE, compiled, facts

BOOSTER = BoosterFacts(title="Late opening", html="<p>Until <b>ten</b>.</p>", text="Until ten.")


def say_blocks(*blocks: Block, about: Facts | None = None, locale: str = "en") -> Composed:
    source = MessageSource("Subject", "Soon", blocks=blocks)
    return compose(compiled(source, locale), about or facts(), ENVELOPE)


def compile_blocks(*blocks: Block, message_class: MessageClass = MessageClass.COURTESY) -> Compiled:
    return compile_text(MessageSource("Subject", "", blocks=blocks), "en", message_class)


def faults(compiled: Compiled) -> list[str]:
    return [str(problem) for problem in compiled.problems]


def spoken(*blocks: Block, about: Facts | None = None, locale: str = "en") -> str:
    """The text part without its foot."""
    return say_blocks(*blocks, about=about, locale=locale).message.text.split("\n\n--\n")[0]


@pytest.mark.parametrize("locale", ["en", "fr", "sv"])
@pytest.mark.parametrize("is_automatic", [True, False])
@pytest.mark.parametrize("type_", sorted(BLOCK_TYPES))
def test_every_block_has_words_of_its_own(type_: str, is_automatic: bool, locale: str) -> None:
    needed: dict[str, Any] = {
        "text": {"words": "Words."},
        "image": {"url": "https://a.example/boat.png", "alt": "A boat"},
    }
    (block,) = blocks_from([{"type": type_, **needed.get(type_, {})}])
    about = facts(payment__is_automatic=is_automatic, booster=BOOSTER)
    composed = say_blocks(block, Greeting(), about=about, locale=locale)
    text = composed.message.text.split("\n\n--\n")[0]
    assert composed.warnings == ()
    assert len(text.splitlines()) > 2, text
    assert not any(mark in composed.message.html + text for mark in ("{{", "{%", "**", "aside0", "#c0ffe"))


def test_words_become_paragraphs_with_breaks_emphasis_and_links() -> None:
    link_words = "[Five **six**]({{ links.manage }}?a=1&b={{ member.email }})"
    words = f"One **two** *three*\nfour 2 * 3 * 4.\n\n{link_words} <b>&amp;"
    html = say_blocks(Text(words=words)).message.html
    page = LexborHTMLParser(html)
    first, second = page.css(".words p")[:2]
    assert (first.inner_html or "") == "One <strong>two</strong> <em>three</em><br>four 2 * 3 * 4."
    link = second.css_first("a")
    assert link is not None
    assert link.attributes["href"] == "https://museum.example/me?a=1&b=ana%40example.com"
    assert (link.inner_html or "") == "Five <strong>six</strong>"
    assert second.text() == "Five six <b>&amp;"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("{% if cancel_by %}a{% endif %}", ["a"]),
        ("{% if not cancel_by %}a{% endif %}", []),
        ("{% if not cancel_by %}a{% else %}b\n\nc{% endif %}", ["b", "c"]),
        ("{% if cancel_by %}\n\na\n\n{% endif %}\n\nb", ["a", "b"]),
        ("a\n{% if not cancel_by %}\nb\n{% endif %}\nc", ["a<br>c"]),
        ("a {% if cancel_by %}b\n\nc{% endif %} d", ["a b<br><br>c d"]),
        ("{% if cancel_by %}{% if links.pay %}a{% endif %}{% endif %}", ["a"]),
        ("{% if cancel_by %}a{% endif %}{% if links.pay %}b{% endif %}", ["ab"]),
        ("{% for n in range(3) %}{{ n }}{% endfor %}", ["0", "1", "2"]),
        ("**{% if cancel_by %}a** b{% endif %}", ["**a** b"]),
        ("[a](https://x.example/{% if cancel_by %}b) c{% endif %}", ["[a](https://x.example/b) c"]),
    ],
)
def test_conditions_take_whole_paragraphs_along_and_never_half_an_element(
    words: str, shown: list[str]
) -> None:
    html = say_blocks(Text(words=words), Greeting(words="end")).message.html
    paragraphs = [(p.inner_html or "") for p in LexborHTMLParser(html).css(".words p")]
    assert paragraphs == [*shown, "end"]


def test_the_text_part_reads_well() -> None:
    said = spoken(
        Greeting(),
        Due(headline="Nothing to do.", words="It renews."),
        PaymentTable(rows=("amount", "product"), labels=(("amount", "What it is"),)),
        CallToAction(label="Look", link="{{ links.manage }}", words="You may look:"),
        Image(url="https://a.example/b.png", alt="A boat", link="https://a.example/"),
        BoosterBlock(heading="News"),
        Text(heading="More", words="[Here](https://a.example/) or tel:"),
        Support(),
        about=facts(booster=BOOSTER),
    )
    assert said == (
        "Hello Ana,\n\nNothing to do. It renews.\n\nWhat it is: $120.00\nFor: Friends of the Harbour\n\n"
        "You may look:\n\nLook:\nhttps://museum.example/me\n\nA boat (https://a.example/)\n\n"
        "News\n\nLate opening\nUntil ten.\n\nMore\n\nHere (https://a.example/) or tel:\n\n"
        "Any questions? Write to friends@museum.example or call +1 555 0100."
    )


def test_a_text_part_of_the_owners_own_takes_the_place_of_ours() -> None:
    source = MessageSource("s", "", text="Own words", blocks=(Greeting(),))
    assert compose(compiled(source), facts(), ENVELOPE).message.text == "Own words\n"


def test_what_has_nothing_to_say_is_not_shown() -> None:
    blocks = (
        Greeting(),
        CallToAction(label="Pay", link="{{ links.pay }}", words="Now:"),
        PaymentTable(rows=("order", "date"), values=(("date", "{{ trial.ends }} or so"),)),
        Image(url="{{ organization.logo }}", alt="Logo"),
        BoosterBlock(),
        Deadline(),
        Text(words="Late", when="payment.is_last"),
    )
    about = facts(links=LinkFacts(), cancel_by_on=None, order__number="")
    composed = say_blocks(*blocks, about=about)
    page = LexborHTMLParser(composed.message.html)
    assert composed.message.text.startswith("Hello Ana,\n\n--\n")
    assert not page.css(".button, img, .aside, .deadline, .facts tr")
    assert composed.warnings == ()


def test_the_page_follows_the_organization_and_the_screen() -> None:
    one = say_blocks(Greeting(), CallToAction()).message.html
    about = facts(organization__colour="#aa0000", organization__logo="https://a.example/l.png")
    other = say_blocks(Greeting(), CallToAction(), about=about).message.html
    assert 'bgcolor="#0b5d8a"' in one
    assert 'bgcolor="#aa0000"' in other
    assert "#0b5d8a" not in other
    logo = LexborHTMLParser(other).css_first("img.logo")
    assert logo is not None
    assert logo.attributes["alt"] == "Harbour Museum"
    for html in (one, other):
        assert "@media (prefers-color-scheme:dark)" in html
        assert "<!--[if mso | IE]>" in html
        assert "url(" not in html
        assert not LexborHTMLParser(html).css("link, script, iframe")
        first = LexborHTMLParser(html).css_first("body div.hidden")
        assert first is not None
        assert first.text() == "Soon"


@pytest.mark.parametrize(("locale", "direction", "side"), [("en", "ltr", "left"), ("ar-BH", "rtl", "right")])
def test_a_page_runs_as_its_script_does(locale: str, direction: str, side: str) -> None:
    html = say_blocks(Greeting(), PaymentTable(), Deadline(), locale=locale).message.html
    page = LexborHTMLParser(html)
    assert page.css_first(f'html[lang="{locale}"][dir="{direction}"]') is not None
    other = "left" if side == "right" else "right"
    assert f"text-align:{side}" in html
    assert f"text-align:{other}" not in html.replace('class="mj-outlook-group-fix', "").replace(
        "font-size:0px;text-align:left", ""
    )


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"type": "greting"}, 'block 1, type: "greting" is no type of block. Did you mean "greeting"?'),
        ({}, "block 1: it has no type. There are greeting, due,"),
        ({"type": 3}, 'block 1, type: "3" is no type of block.'),
        (
            {"type": "text", "word": "a", "words": "b"},
            "block 1, word: a block of type text has no such field.",
        ),
        ({"type": "text"}, "block 1, words: it has no words"),
        ({"type": "text", "words": 3}, "block 1, words: it must be a text in quotes."),
        ({"type": "text", "words": "a" * 20_001}, "block 1, words: it has 20001 characters"),
        ({"type": "image"}, "block 1, url: an image needs its address"),
        (
            {"type": "image", "url": "https://a.example", "width": 9999},
            "block 1, width: it must be a whole number",
        ),
        (
            {"type": "payment_table", "rows": ["amuont"]},
            'block 1, rows: there is no row "amuont". Did you mean "amount"?',
        ),
        (
            {"type": "payment_table", "rows": "amount"},
            'block 1, rows: it must be a list of rows, such as ["amount", "date"]',
        ),
        ({"type": "payment_table", "labels": {"x": "y"}}, 'block 1, labels: there is no row "x".'),
        (
            {"type": "payment_table", "labels": ["amount"]},
            "block 1, labels: it must be a table of words by row",
        ),
        ({"type": "call_to_action", "link": "https://a.example"}, "block 1, label: a link of your own needs"),
    ],
)
def test_a_table_that_is_no_block_is_told_with_its_number_and_field(
    table: dict[str, Any], fault: str
) -> None:
    with pytest.raises(BlocksRefusedError) as refused:
        blocks_from([table, {"type": "divider"}])
    assert str(refused.value).startswith(fault)


BOMB = "{% for a in range(9999) %}{% for b in range(9999) %}.{% endfor %}{% endfor %}"


@pytest.mark.parametrize(
    ("block", "place", "sentence"),
    [
        (
            Text(words="a\n{{ member.frist_name }}"),
            "(text), words, line 2, column 4",
            "Did you mean {{ member.first",
        ),
        (Text(heading="{% if cancel_by %}"), "(text), heading, line 1, column 1", "is never closed"),
        (Text(words=BOMB), "(text), words, line 1, column 1", "takes far too long"),
        (
            Due(words="a", when="paymant.amount"),
            "(due), when, line 1, column 1",
            "Did you mean {{ payment.amount",
        ),
        (
            Due(words="a", when="x %}{{ member.id }}{% if y"),
            "(due), when, line 1, column 1",
            "without braces",
        ),
        (Due(words="a", when="{% if cancel_by %}"), "(due), when, line 1, column 1", "without braces"),
        (Due(words="a", when="cancel_by and"), "(due), when, line 1, column 1", "cannot read this line"),
        (
            PaymentTable(labels=(("amount", "{{ a }}"),)),
            "(payment_table), labels.amount",
            "no smart tag",
        ),
        (Text(words="[a](javascript:alert) b"), "(text)", '"javascript:alert" is no whole link'),
        (Text(words="[a](/pay)"), "(text)", '"/pay" is no whole link'),
        (Text(words="[a]({{ member.id }})"), "(text)", '"{{ member.id }}" is no whole link'),
        (Image(url="boat.png", alt="a"), "(image)", '"boat.png" is no whole link'),
        (
            CallToAction(label="a", link="{{ links.pay }} data:x"),
            "(call_to_action)",
            'data:x" is no whole link',
        ),
    ],
)
def test_a_fault_is_told_with_its_block_field_line_and_column(
    block: Block, place: str, sentence: str
) -> None:
    (found,) = faults(compile_blocks(Greeting(), block))
    assert found.startswith(f"en: block 2 {place}")
    assert sentence in found


def test_a_message_of_blocks_needs_words_and_no_html_beside() -> None:
    assert faults(compile_blocks(Divider())) == []
    bare = Image(url="https://a.example/b.png")
    assert faults(compile_blocks(bare)) == ["en: blocks: A message needs words."]
    both = MessageSource("s", "", "<p>a</p>", blocks=(Greeting(),))
    assert faults(compile_text(both, "en", MessageClass.COURTESY)) == [
        "en: html: There are blocks as well: keep one of the two."
    ]


def test_a_required_message_carries_no_booster_but_deadline_and_terms() -> None:
    required = MessageClass.REQUIRED
    assert not compile_blocks(Greeting(), Deadline(), Terms(), message_class=required).problems
    refused = compile_blocks(Greeting(words="a {{ booster.text }}"), BoosterBlock(), message_class=required)
    assert faults(refused) == [
        "en: block 1 (greeting), words, line 1, column 3: A required message carries no booster.",
        "en: block 2 (booster): A required message carries no booster.",
    ]


def test_an_image_that_would_spy_is_remarked_on() -> None:
    compiled = compile_blocks(Image(url="https://a.example/{{ member.id }}.png", alt="a"))
    (remark,) = compiled.remarks
    assert str(remark).startswith("en: block 1 (image), url, line 1, column 19: The address of this image")


def test_values_of_members_can_do_no_harm() -> None:
    evil = "\"><script>alert('**x**')</script>[a](javascript:1)"
    about = facts(member__first_name=evil, product__name=evil, order__number=evil)
    blocks = (
        Greeting(),
        PaymentTable(rows=("order", "product")),
        Text(words="[{{ product.name }}](https://a.example/?q={{ order.number }})"),
        Image(url="https://a.example/{{ order.number }}.png", alt="{{ member.first_name }}"),
    )
    html = say_blocks(*blocks, about=about).message.html
    page = LexborHTMLParser(html)
    assert not page.css("script, .words strong, .words em")
    assert "**x**" in html
    assert {a.attributes["href"] for a in page.css(".words a")} == {
        "https://a.example/?q=%22%3E%3Cscript%3Ealert%28%27%2A%2Ax%2A%2A%27%29%3C%2Fscript%3E%5Ba%5D%28javascript%3A1%29"
    }


WRITTEN = ["a", " ", "\n", "\n\n", "*", "**", "[", "](", "https://x.example/", ")", "<b>", "&", '"']
TAGS = ["{{ member.first_name }}", "{{ links.pay }}"]
# What our own marks look like, and characters that no XML may hold.
STRANGE = ["fn0x", "aside0x", "<!--aside0-->", "-->", "\x00", "\x0c", "\ufffe", "\u2028"]
PIECES = st.sampled_from([*WRITTEN, *TAGS, *STRANGE])
CONDITIONS = st.recursive(
    st.lists(PIECES, max_size=6).map("".join),
    lambda inner: st.tuples(inner, inner, inner, inner).map(
        lambda four: f"{four[0]}{{% if cancel_by %}}{four[1]}{{% else %}}{four[2]}{{% endif %}}{four[3]}"
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_any_words_give_a_well_formed_page(words: str, label: str) -> None:
    blocks = (
        Greeting(words="start"),
        Text(heading=label, words=words),
        CallToAction(label=label, link="https://a.example/" + label, words=words),
        Image(url="https://a.example/b.png", alt=words),
        PaymentTable(labels=(("amount", label),), values=(("amount", words),)),
    )
    source = MessageSource("s", "", blocks=blocks)
    result = compile_text(source, "en", MessageClass.COURTESY)
    for problem in result.problems:
        assert "is no whole link" in problem.sentence
    if result.problems:
        return
    for cancel_by_on in (facts().cancel_by_on, None):
        html = say_blocks(*blocks, about=facts(cancel_by_on=cancel_by_on)).message.html
        page = LexborHTMLParser(html)
        start = page.css_first(".words p")
        assert start is not None
        assert start.text() == "start"
        # Whatever an element left open or closed once too often would move the foot.
        assert len(page.css("body > div > div")) == 3
        assert not page.css(".words b, .words p p, .words a a")


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20).map(str.strip)
PER_ROW = st.dictionaries(st.sampled_from(TABLE_ROWS), TEXTS.filter(bool)).map(
    lambda found: tuple(sorted(found.items()))
)
BLOCKS = st.one_of(
    st.builds(Greeting, words=TEXTS, when=TEXTS),
    st.builds(Text, heading=TEXTS, words=TEXTS.filter(bool)),
    st.builds(Image, url=TEXTS.filter(bool), alt=TEXTS, link=TEXTS, width=st.integers(1, 528)),
    st.builds(
        PaymentTable,
        rows=st.lists(st.sampled_from(TABLE_ROWS), min_size=1, unique=True).map(tuple),
        labels=PER_ROW,
        values=PER_ROW,
    ),
)


@given(st.lists(BLOCKS, max_size=5).map(tuple))
def test_any_blocks_survive_as_tables(blocks: tuple[Block, ...]) -> None:
    assert blocks_from(tables_of(blocks)) == blocks


def test_reading_goes_on_after_a_fault() -> None:
    noted: list[tuple[int, str]] = []
    found = read_blocks(
        [{"type": "x"}, {"type": "greeting", "when": 1}, {"type": "divider", "a": 1}],
        lambda number, field, _sentence: noted.append((number, field)),
    )
    assert noted == [(1, "type"), (2, "when"), (3, "a")]
    assert found == (Greeting(), Divider())
