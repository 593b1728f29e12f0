"""The text part reads like a letter, with links written out and no gaps where something is left out."""

import pytest

from forenotice.composer.facts import LinkFacts
from tests.composer.samples import facts, say

FOOT = "\n\n--\nHarbour Museum\n1 Quay Street\nPort Alder\nhttps://museum.example/\n"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One\n  two</p><p>Three</p>", "One two\n\nThree"),
        ("<h1>Title</h1><p>One<br>Two</p>", "Title\n\nOne\nTwo"),
        ("<ul><li>One</li><li>Two <b>bold</b></li></ul><p>After</p>", "- One\n- Two bold\n\nAfter"),
        (
            "<table><tr><th>Amount</th><td>$5</td></tr><tr><th>Date</th><td>May</td></tr></table>",
            "Amount: $5\nDate: May",
        ),
        ("<table><tr><td>a</td><td>b</td><td>c</td></tr></table>", "a  b  c"),
        ('<p><a href="https://a.example/x">Look here</a>.</p>', "Look here (https://a.example/x)."),
        ('<p><a href="https://a.example/">https://a.example</a></p>', "https://a.example"),
        ('<p><a href="https://a.example/">a.example</a></p>', "a.example"),
        ('<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example"),
        ('<p><a href="mailto:a@b.example">Write</a></p>', "Write (a@b.example)"),
        ('<p><a href="tel:+15550100">Call</a></p>', "Call (+15550100)"),
        (
            '<p>x</p><p><a class="button" href="https://a.example/">Pay</a></p><p>y</p>',
            "x\n\nPay:\nhttps://a.example/\n\ny",
        ),
        ("<p>a</p><hr><p>b</p>", f"a\n\n{'-' * 40}\n\nb"),
        ("<p>a &lt;b&gt; &amp; &nbsp;c</p>", "a <b> & \u00a0c"),
        ('<p><img src="https://a.example/x.png" alt="Our ship"></p>', "Our ship"),
        ("<div><div><p>deep</p></div></div><p>flat</p>", "deep\n\nflat"),
        ("a{% if payment.is_last %}<p>b</p>{% endif %}<p>c</p>", "a\n\nc"),
        ("<p>a</p>{% if not payment.is_last %}<p>b</p>{% endif %}<p>c</p>", "a\n\nb\n\nc"),
        ("<p>a</p>{% if payment.is_last %}<p>b</p>{% else %}<p>d</p>{% endif %}<p>c</p>", "a\n\nd\n\nc"),
        ("{% if payment.is_last %}<p>b</p>{% endif %}<p>c</p>", "c"),
        ("<p>c</p>{% if payment.is_last %}<p>b</p>{% endif %}", "c"),
        ("<p>a{% if payment.is_last %} b{% endif %}, c</p>", "a, c"),
        (
            "<ul><li>a</li>{% if payment.is_last %}<li>b</li>{% endif %}<li>c</li></ul><p>d</p>",
            "- a\n- c\n\nd",
        ),
        ("<ul><li>{% if payment.is_last %}a{% else %}b{% endif %}</li></ul>", "- b"),
        ("<p>{{ payment.amount }}</p>", "$120.00"),
        ('<p><a href="{{ links.pay }}">{{ links.pay }}</a></p>', "https://museum.example/pay?m=1042"),
        ('<p>Go <a href="{{ links.pay }}">there</a></p>', "Go there (https://museum.example/pay?m=1042)"),
        ('<p>Go <a href="{{ links.portal }}">there</a></p>', "Go there"),
        ("<p>a</p><!-- note --><p>b</p><style>p{color:red}</style>", "a\n\nb"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert say(html).message.text == text + FOOT


def test_the_foot_only_says_what_is_known() -> None:
    about = facts(organization__address="", organization__website="")
    assert say("<p>a</p>", about).message.text == "a\n\n--\nHarbour Museum\n"


def test_a_colon_stands_as_the_language_wants_it() -> None:
    html = "<table><tr><th>Montant</th><td>5</td></tr></table>"
    assert say(html, locale="fr").message.text.startswith("Montant\u00a0: 5")


def test_a_link_without_an_address_leaves_no_brackets() -> None:
    about = facts(links=LinkFacts())
    assert "(" not in say('<p>Go <a href="{{ links.pay }}">there</a>.</p>', about).message.text
