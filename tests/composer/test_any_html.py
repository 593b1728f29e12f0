"""Whatever an owner pastes is either refused with its place or renders for every member, harmlessly."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.compile import compile_text
from forenotice.composer.compose import compose
from forenotice.composer.facts import LinkFacts, MemberFacts, PaymentFacts
from forenotice.composer.texts import CompiledText, MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.samples import ENVELOPE, facts

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<ul><li>", "</li></ul>"),
        *("<a href='", "https://a.example/", "{{ links.pay }}", "'>", "</a>", "<b", ' class="', '"', ">"),
        *(
            "{{ member.first_name }}",
            "{% if payment.is_last %}",
            "{% else %}",
            "{% endif %}",
            "words ",
            "<br>",
        ),
        *(
            "{{ member.custom.page }}",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "javascript:",
            "onload=",
            "&lt;",
        ),
        *(
            "<style>",
            "</style>",
            "<svg>",
            "<title>",
            "</title>",
            "<textarea>",
            "{#",
            "#}",
            "<pre>",
            "<![CDATA[",
        ),
    ]
)
MEMBERS = [
    facts(member__custom={"page": "javascript:alert(1)"}),
    facts(payment__is_last=True, member=MemberFacts(), links=LinkFacts()),
    facts(payment=PaymentFacts(is_automatic=False), member__first_name="<script>alert(1)</script>"),
]


@settings(max_examples=300)
@given(pieces=st.lists(PIECES, max_size=14))
def test_any_html_is_refused_or_renders_without_harm(pieces: list[str]) -> None:
    source = MessageSource("Subject", "", "<p>Hello</p>" + "".join(pieces))
    compiled = compile_text(source, "en", MessageClass.COURTESY)
    if compiled.problems:
        assert all(problem.sentence and problem.where.startswith("en: ") for problem in compiled.problems)
        return
    text = CompiledText(f"any {hash(source)}", "en", compiled.subject, compiled.html, compiled.text)
    for member in MEMBERS:
        message = compose(text, member, ENVELOPE).message
        page = LexborHTMLParser(message.html)
        assert not page.css("script, svg, textarea, iframe, [onload]")
        links = [str(link.attributes["href"]) for link in page.css("a[href]")]
        assert all(re.match("(https?://|[/?#&]|$)", link) for link in links)
        assert "{{" not in message.html
