"""An owner is told what was taken out of their words, and of images that would spy on members."""

import pytest

from forenotice.composer.compile import Compiled, compile_text
from forenotice.composer.defaults import DEFAULT_KEYS, default_message
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass

TAKEN_OUT = "en: html: What a message cannot hold was taken out: "


def _compiled(html: str, subject: str = "Hello", preheader: str = "") -> Compiled:
    return compile_text(MessageSource(subject, preheader, html), "en", MessageClass.COURTESY)


@pytest.mark.parametrize(
    ("html", "removed"),
    [
        ("<script>alert(1)</script><p>x</p>", "<script>"),
        ('<p>x</p><iframe src="https://a.example/">y</iframe>', "<iframe>"),
        ('<p onclick="f()">x</p>', "the attribute onclick of <p>"),
        ('<a href="https://a.example/" target="_blank">x</a>', "the attribute target of <a>"),
        ('<p style="color:red; Position : fixed">x</p>', "the style position"),
        ('<p style="background: url(https://a.example/1)">x</p>', "the style background"),
        ("<style>.n { position: fixed }</style><p class='n'>x</p>", "the style position"),
        ("<style>@media print { p { color: red } }</style><p>x</p>", "the rule @media"),
        ("<form><input name='a'><p>x</p></form>", "<form>, <input>"),
        ("<script>1</script><p>x</p><SCRIPT>2</SCRIPT>", "<script>"),
        ("{% if payment.is_last %}<video>x</video>{% endif %}<p>x</p>", "<video>"),
        ("<html><head><title>T</title></head><body bgcolor='red'><p>x</p></body></html>", "<title>"),
    ],
)
def test_what_is_taken_out_is_said(html: str, removed: str) -> None:
    compiled = _compiled(html)
    assert compiled.problems == ()
    assert [str(remark) for remark in compiled.remarks] == [f"{TAKEN_OUT}{removed}."]


@pytest.mark.parametrize(
    "html",
    [
        "Just words.\n\nAnd more.",
        "<p>x</p><!-- a remark -->",
        '<table class="facts" bgcolor="red"><tr><td colspan="2" style="padding:2px">x</td></tr></table>',
        '<p>a < b</p><a class="button" href="{{ links.pay }}">Pay</a>',
        '<p>x</p><img src="https://a.example/b.png" alt="b" width="9">',
    ],
)
def test_nothing_is_said_of_what_stays(html: str) -> None:
    assert _compiled(html).remarks == ()


@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_there_is_nothing_to_say_of_our_own_messages(key: str) -> None:
    for locale, source in default_message(key).texts.items():
        assert compile_text(source, locale, MessageClass.COURTESY).remarks == ()


def test_a_link_that_does_harm_is_refused_outright() -> None:
    [problem] = _compiled('<p>x</p>\n<a href="javascript:f()">y</a>').problems
    assert str(problem).startswith('en: html, line 2, column 10: "javascript:f()" is no whole link.')


@pytest.mark.parametrize(
    ("address", "tag"),
    [
        ("https://t.example/p.gif?{{ member.email }}", "member.email"),
        ("https://t.example/{{ member.custom.seat|lower }}/p.gif", "member.custom.seat"),
        ("https://t.example/{% if order.number %}a{% endif %}.gif", "order.number"),
        ("{{ links.portal }}", "links.portal"),
    ],
)
def test_an_image_that_tells_members_apart_is_called_a_tracking_pixel(address: str, tag: str) -> None:
    compiled = _compiled(f'<p>x</p>\n<img src="{address}">')
    assert compiled.problems == ()
    [remark] = compiled.remarks
    assert (remark.where, remark.line) == ("en: html", 2)
    assert f"holds {{{{ {tag} }}}}" in remark.sentence
    assert "That is a tracking pixel" in remark.sentence


@pytest.mark.parametrize("address", ["{{ organization.logo }}", "https://a.example/{{ product.level }}.png"])
def test_an_image_that_is_the_same_for_all_is_none(address: str) -> None:
    assert _compiled(f'<p>x</p><img src="{address}" alt="">').remarks == ()


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\u2028", "\x85"])
@pytest.mark.parametrize("part", ["subject", "preheader"])
def test_a_line_break_in_a_line_is_refused_with_its_place(part: str, sign: str) -> None:
    [problem] = _compiled("<p>x</p>", **{part: f"Hello{sign}Bcc: {{{{ member.email }}}}"}).problems
    assert str(problem) == (
        f"en: {part}, line 1, column 6: A {part} is a single line: take the line break out."
    )


def test_a_line_break_around_a_line_or_between_braces_harms_nobody() -> None:
    subject = "\n{% if payment.is_last\n%}Last{% else %}Next{% endif %}\n"
    assert _compiled("<p>x</p>", subject=subject, preheader="Soon\n").problems == ()
