"""What an owner wrote is cleaned, styled and wrapped without harm to its smart tags."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.compile import Compiled, compile_text
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.samples import facts, say


def compile_html(html: str, **parts: str) -> Compiled:
    source = MessageSource(
        parts.get("subject", "Subject"), parts.get("preheader", ""), html, parts.get("text")
    )
    return compile_text(source, parts.get("locale", "en"), MessageClass.COURTESY)


def body_of(compiled: Compiled) -> str:
    assert not compiled.problems
    words = LexborHTMLParser(compiled.html).css_first("td.words")
    assert words is not None
    return (words.inner_html or "").strip()


def sentences(compiled: Compiled) -> list[str]:
    return [str(problem) for problem in compiled.problems]


@pytest.mark.parametrize(
    ("written", "gone"),
    [
        ("<p>a</p><script>steal()</script>", "steal"),
        ('<p onclick="steal()">a</p>', "steal"),
        ('<p><img src="https://a.example/x.png" onerror="steal()">a</p>', "steal"),
        ("<p>a</p><iframe src='https://a.example'></iframe>", "iframe"),
        ("<p>a</p><form action='https://a.example'><input></form>", "form"),
        ('<p style="position:fixed;background:url(https://a.example)">a</p>', "fixed"),
        ('<p style="background-image:url(https://a.example)">a</p>', "url("),
        ("<p>a</p><object data='https://a.example'></object>", "object"),
        ("<p>a</p><!-- a secret note -->", "secret"),
        ("<p>a</p><meta http-equiv='refresh' content='0;https://a.example'>", "refresh"),
        ("<svg><p>a<img src=https://a.example onerror=steal()></p></svg>", "steal"),
    ],
)
def test_what_could_do_harm_is_gone(written: str, gone: str) -> None:
    compiled = compile_html(written)
    assert gone not in compiled.html.replace('name="format-detection"', "")
    assert LexborHTMLParser(body_of(compiled)).text().split()[0] == "a"


def test_tags_survive_between_the_rows_of_a_table() -> None:
    html = "<table><tr><td>1</td></tr>{% if cancel_by %}<tr><td>{{ cancel_by }}</td></tr>{% endif %}</table>"
    with_it = say(html).message.html
    without_it = say(html, facts(cancel_by_on=None)).message.html
    assert len(LexborHTMLParser(with_it).css(".words tr")) == 2
    assert len(LexborHTMLParser(without_it).css(".words tr")) == 1
    assert "May 14, 2026" in with_it


def test_tags_survive_in_attributes_however_they_are_quoted() -> None:
    html = (
        "<p title='{{ member.phone|default(\"none\") }}'>a</p>"
        '<p class="{% if payment.days_left < 9 %}soon{% else %}later{% endif %}">b</p>'
        "<a href={{ links.pay }}>c</a>"
        '<a href="{% if payment.is_last %}{{ links.cancel }}{% else %}{{ links.pay }}{% endif %}">d</a>'
    )
    page = LexborHTMLParser(say(html).message.html)
    assert [p.attributes.get("title") for p in page.css(".words p")] == ["none", None]
    assert [p.attributes.get("class") for p in page.css(".words p")] == [None, "soon"]
    assert {a.attributes.get("href") for a in page.css(".words a")} == {"https://museum.example/pay?m=1042"}


@pytest.mark.parametrize(
    ("html", "line", "sentence"),
    [
        (
            "<p>a</p>\n<p {% if payment.is_last %}class='x'{% endif %}>b</p>",
            2,
            "must stand between the quotes",
        ),
        ("<p {{ member.email }}>b</p>", 1, "must stand between the quotes"),
        ("<p>a</p>\n\n<p style='color:{{ organization.colour }}'>b</p>", 3, "cannot stand in a style"),
        ("<style>p { color: {{ organization.colour }} }</style><p>a</p>", 1, "A style can neither fetch"),
        ("<style>@import 'https://a.example';</style><p>a</p>", 1, "A style can neither fetch"),
        ("<p>a</p>\n<a href='/pay'>b</a>", 2, '"/pay" is no whole link'),
        ("<p>a</p>\n<img src='logo.png'>", 2, '"logo.png" is no whole link'),
        ("<a href='javascript:alert(1)'>b</a>", 1, '"javascript:alert(1)" is no whole link'),
        (
            "<a href='{{ links.pay }} javascript:alert(1)'>b</a>",
            1,
            '"{{ links.pay }} javascript:alert(1)" is no',
        ),
        (
            "<a href='{% if cancel_by %}{% endif %} data:x'>b</a>",
            1,
            '"{% if cancel_by %}{% endif %} data:x" is',
        ),
        ("<a href='java{{ member.id }}script:x'>b</a>", 1, '"java{{ member.id }}script:x" is no whole link'),
        ("<p>{{ member.nmae }}</p>", 1, 'There is no smart tag "member.nmae"'),
    ],
)
def test_what_cannot_be_kept_is_told_and_not_dropped_in_silence(html: str, line: int, sentence: str) -> None:
    compiled = compile_html(html)
    assert compiled.html == ""
    assert compiled.problems[0].line == line
    assert sentence in compiled.problems[0].sentence


def test_faults_of_all_parts_are_told_together() -> None:
    compiled = compile_html(
        "<p>{{ b }}</p>", subject="{{ a }}", preheader="{{ c }}", text="{{ d }}", locale="fr"
    )
    assert [problem.where for problem in compiled.problems] == [
        "fr: subject",
        "fr: preheader",
        "fr: html",
        "fr: text",
    ]


def test_a_message_needs_a_subject_and_words() -> None:
    assert sentences(compile_html("<p>a</p>", subject=" ")) == ["en: subject: A message needs a subject."]
    assert sentences(compile_html("<p> </p><!-- {{ member.email }} -->")) == [
        "en: html: A message needs words."
    ]


def test_a_block_torn_apart_by_cleaning_is_a_fault() -> None:
    compiled = compile_html('<p onclick="{% if payment.is_last %}">a</p><p>b</p>{% endif %}')
    assert compiled.problems
    assert "cannot read this line" in compiled.problems[0].sentence
    torn = compile_html("<p>a</p>{% if payment.is_last %}<a href='{% endif %}'></a>")
    assert [problem.where for problem in torn.problems] == ["en: text, derived"]


def test_an_owners_styles_are_inlined_and_win_over_ours() -> None:
    body = body_of(compile_html("<style>p.big { font-size: 30px; margin: 0 }</style><p class='big'>a</p>"))
    assert "font-size:30px" in body.replace(" ", "")
    assert "<style" not in body


def test_words_without_html_become_paragraphs() -> None:
    body = body_of(compile_html("Hello {{ member.first_name }},\n\nyour card expires.\n"))
    assert LexborHTMLParser(body).css_first("p:nth-of-type(2)") is not None
    assert body.count("<p") == 2


@pytest.mark.parametrize(("locale", "direction", "side"), [("en", "ltr", "left"), ("ar-BH", "rtl", "right")])
def test_the_page_knows_its_language_and_direction(locale: str, direction: str, side: str) -> None:
    compiled = compile_html("<p>a</p><ul><li>b</li></ul>", locale=locale)
    assert f'<html lang="{locale}" dir="{direction}">' in compiled.html
    assert f"text-align:{side}" in compiled.html
    assert f"padding-{side}:22px" in compiled.html


def test_the_preheader_is_hidden_and_comes_first() -> None:
    html = say("<p>Body</p>").message.html
    assert '<div class="hidden"' in html
    compiled = compile_html("<p>Body</p>", preheader="{{ payment.amount }} <soon> & more")
    page = LexborHTMLParser(compiled.html).css_first("body > div")
    assert page is not None
    assert page.text() == "{{ payment.amount }} <soon> & more"
    assert "display:none" in (page.attributes["style"] or "")


def test_the_shell_follows_the_organization_without_a_new_revision() -> None:
    html = '<p>a <a class="button" href="{{ links.pay }}">b</a></p>'
    blue = say(html).message.html
    red = say(html, facts(organization__colour="#aa0000", organization__name="Red & Co")).message.html
    assert "background-color:#0b5d8a" in blue
    assert "background-color:#aa0000" in red
    assert "Red &amp; Co" in red
    assert "#c0ffe" not in red


def test_a_logo_stands_in_place_of_the_name_with_the_name_for_those_who_do_not_see_it() -> None:
    html = say("<p>a</p>", facts(organization__logo="https://a.example/l.png")).message.html
    logo = LexborHTMLParser(html).css_first("img.logo")
    assert logo is not None
    assert (logo.attributes["src"], logo.attributes["alt"]) == ("https://a.example/l.png", "Harbour Museum")
    assert LexborHTMLParser(say("<p>a</p>").message.html).css_first("img.logo") is None


def test_nothing_in_a_message_is_fetched_but_an_owners_pictures() -> None:
    html = say("<p>a</p>").message.html
    page = LexborHTMLParser(html)
    assert not page.css("img, link, script, iframe")
    assert "url(" not in html
    assert "prefers-color-scheme:dark" in html


def test_a_required_message_carries_no_booster() -> None:
    source = MessageSource("s", "", "<p>a</p>\n{{ booster.html }}", "{{ booster.text }}")
    required = compile_text(source, "en", MessageClass.REQUIRED)
    assert sentences(required) == [
        "en: html, line 2, column 1: A required message carries no booster.",
        "en: text, line 1, column 1: A required message carries no booster.",
    ]
    assert not compile_text(source, "en", MessageClass.COURTESY).problems


def test_a_text_part_of_the_owners_own_is_kept_as_it_is() -> None:
    compiled = compile_html("<p>a</p>", text="Hello {{ member.first_name }}\r\n  -- us")
    assert compiled.text == "Hello {{ member.first_name }}\n  -- us"


def test_compiling_twice_gives_the_same() -> None:
    html = "<p>{{ member.first_name }} {% if links.pay %}<a href='{{ links.pay }}'>x</a>{% endif %}</p>"
    assert compile_html(html) == compile_html(html)
