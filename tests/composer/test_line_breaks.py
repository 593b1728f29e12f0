"""What members differ in stands on lines of its own, and readers see no difference."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.defaults import DEFAULT_KEYS
from forenotice.composer.line_breaks import part_lines
from tests.composer.samples import compiled_default, facts, say_default

LONG = 'style="padding:9px 0;color:#16181b"'


@pytest.mark.parametrize(
    ("html", "parted"),
    [
        (f"<td {LONG}>{{{{ payment.amount }}}}</td>", f"<td {LONG}\n>{{{{ payment.amount }}}}</td>"),
        (f"<td {LONG}>By {{{{ a|b('>') }}}}</td>", f"<td {LONG}\n>By {{{{ a|b('>') }}}}</td>"),
        (
            f'<a class="button" href="{{{{ links.pay }}}}" {LONG}>Pay</a>',
            f'<a class="button"\nhref="{{{{ links.pay }}}}"\n{LONG}>Pay</a>',
        ),
        (
            f'<a {LONG} href="https://a.example/{{{{ x|d("y") }}}}?b">Pay</a>',
            f'<a {LONG}\nhref="https://a.example/{{{{ x|d("y") }}}}?b">Pay</a>',
        ),
        (f"<td {LONG}>Nothing <b>{{{{ here }}}}</b></td>", f"<td {LONG}>Nothing <b>{{{{ here }}}}</b></td>"),
        (
            f"{{% if a %}}<tr><td {LONG * 9}>Date</td></tr>{{% endif %}}",
            f"{{% if a %}}<tr\n><td {LONG * 9}>Date</td></tr\n>{{% endif %}}",
        ),
        (f"<p {LONG * 9}><b>Dates</b></p>{{{{ b }}}}", f"<p {LONG * 9}><b>Dates</b></p\n>{{{{ b }}}}"),
        (f"<i alt='{{{{ c }}}} {LONG * 9}'>a", f"<i alt='{{{{ c }}}} {LONG * 9}'>a"),
        ("<b>{{ short }}</b>", "<b>{{ short }}</b>"),
        ("a < b and {{ c }} > d", "a < b and {{ c }} > d"),
    ],
)
def test_only_spaces_inside_of_tags_change(html: str, parted: str) -> None:
    assert part_lines(html) == parted


@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_members_differ_in_short_lines_only(key: str) -> None:
    one = say_default(key, facts(kind=key)).message.html.split("\n")
    other = facts(kind=key, order__number="B-2", links__pay="https://museum.example/pay?m=7")
    differing = [line for line in say_default(key, other).message.html.split("\n") if line not in one]
    assert all(len(line) < 200 for line in differing)


@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_a_reader_sees_the_same_page(key: str) -> None:
    html = compiled_default(key).html
    joined = html.replace("\n>", ">")
    assert LexborHTMLParser(html).body.text() == LexborHTMLParser(joined).body.text()  # type: ignore[union-attr]
