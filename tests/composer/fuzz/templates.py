"""Texts as nobody would write them: right and wrong smart tags, torn blocks, any letter there is."""

from hypothesis import strategies as st

from forenotice.composer.blocks.kinds import (
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
    Signature,
    Support,
    Terms,
    Text,
    Thanks,
)
from forenotice.composer.engine import ALLOWED_FILTERS, ALLOWED_TESTS
from forenotice.composer.smarttags import SMART_TAGS, TagKind
from forenotice.composer.texts import MessageSource
from tests.composer.fuzz.hostile import HOSTILE_WORDS

_NAMES = st.sampled_from(
    [
        *SMART_TAGS,
        *(
            "member.custom.instrument",
            "member.custom.none",
            "member",
            "payment",
            "loop.index",
            "a",
            "b",
            "x.y.z",
        ),
        *("settings.SECRET_KEY", "organization.secret", "self", "config", "request", "debug()", "range(3)"),
        *("member.__class__", "''.__class__.__mro__", "member['email']", "loop", "caller()", "super()"),
    ]
)
_LITERALS = st.sampled_from(
    [
        "1",
        "0",
        "-1",
        "1.5",
        "1e400",
        "9" * 40,
        "'a'",
        '"b"',
        "true",
        "none",
        "[1, 2]",
        "('a', 'b')",
        "{}",
        "''",
    ]
)
_FILTERS = st.sampled_from(
    [
        *ALLOWED_FILTERS,
        *("date('short')", "date('full')", "date(", "default('x')", "replace('a', 'b')", "round(3)", "int"),
        *(
            "safe",
            "attr('__class__')",
            "tojson",
            "map('upper')",
            "center(2000000000)",
            "format(1)",
            "nothing",
        ),
    ]
)
_TESTS = st.sampled_from([*ALLOWED_TESTS, "callable", "sameas(1)", "not", "divisibleby(3)"])
_SIGNS = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "and", "or", "in", "not in"]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, _FILTERS).map("|".join),
        st.tuples(inner, st.just(" is "), _TESTS).map("".join),
        st.tuples(inner, _SIGNS, inner).map(" ".join),
        inner.map("not {}".format),
        inner.map("({})".format),
        st.tuples(inner, inner).map(lambda both: f"[{both[0]}, {both[1]}]"),
        st.tuples(inner, inner, inner).map(lambda three: f"{three[0]} if {three[1]} else {three[2]}"),
    )


EXPRESSIONS = st.recursive(_NAMES | _LITERALS, _larger, max_leaves=6)
_RIGHT = st.one_of(
    st.sampled_from(sorted(SMART_TAGS)),
    st.sampled_from(sorted(name for name, tag in SMART_TAGS.items() if tag.kind is TagKind.DATE)).map(
        "{}|date('short')".format
    ),
    st.tuples(st.sampled_from(sorted(SMART_TAGS)), st.sampled_from(["upper", "title", "default('x')"])).map(
        "|".join
    ),
    st.sampled_from(
        ["payment.days_left > 3", "member.status in ['active', 'paused']", "not payment.is_last"]
    ),
)
_TORN = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{",
            "}",
            "'",
            '"',
            "\\",
            "{{ }}",
            "{% %}",
            "{%-",
            "-%}",
            "{{-",
            "+%}",
        ),
        *(
            "{% if %}",
            "{% endif %}",
            "{% else %}",
            "{% endfor %}",
            "{% elif 1 %}",
            "{% set a = %}",
            "{% raw %}",
        ),
        *("{% include '1:en:html.html' %}", "{% extends 'x' %}", "{% import 'x' as y %}", "{% macro m() %}"),
        *("{% block x %}", "{% call m() %}", "{% filter upper %}", "{% do 1 %}", "{% autoescape false %}"),
        *("{% with a = 1 %}", "{% endraw %}", "{% for a, b in [[1, 2]] %}", "{% set links.pay = 1 %}"),
    ]
)
_MARKUP = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<table><tr><td>",
            "</td></tr></table>",
            "<b>",
            "</b>",
            "<ul><li>",
            "<!--",
            "-->",
            "<br>",
        ),
        *(
            "<a href='",
            "https://a.example/",
            "'>",
            "</a>",
            '<p title="',
            '">',
            "<style>",
            "</style>",
            "p{color:red}",
        ),
        *("**", "*", "[words](", "https://a.example)", "\n\n", "\n", "  ", "\t", "\r\n", "&amp;", "&", "<"),
        *(
            "[MM_Member_Data name='firstName']",
            "[MM_Member_Decision isMember='true']",
            "[/MM_Member_Decision]",
        ),
    ]
)
# Every plane of Unicode, the control characters and the halves of letters that are none by themselves.
_LETTERS = st.text(st.characters(), max_size=12) | st.text(st.characters(max_codepoint=0x9F), max_size=8)
_HALVES = st.text(st.characters(categories=["Cs"]), min_size=1, max_size=2)
_PIECES = st.one_of(
    EXPRESSIONS.map("{{{{ {} }}}}".format),
    EXPRESSIONS.map("{{% if {} %}}".format),
    EXPRESSIONS.map("{{% set a = {} %}}".format),
    st.just("{% endif %}"),
    _TORN,
    _MARKUP,
    _LETTERS,
    st.sampled_from(HOSTILE_WORDS),
)


_WELL_MADE = st.sampled_from(
    [
        "<p>x</p>",
        "<a href='{{ links.pay }}'>x</a>",
        "**x**",
        "[x]({{ links.pay }})",
        "\n\n",
        "x\n",
        "&amp;",
        "<b>",
    ]
)


def _whole(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions and loops that are opened and closed, one inside of the other."""
    return st.one_of(
        st.tuples(_RIGHT, inner).map(lambda both: f"{{% if {both[0]} %}}{both[1]}{{% endif %}}"),
        st.tuples(_RIGHT, inner, inner).map(
            lambda all_: f"{{% if {all_[0]} %}}{all_[1]}{{% else %}}{all_[2]}{{% endif %}}"
        ),
        st.tuples(_RIGHT, inner).map(lambda both: f"{{% for b in {both[0]} %}}{both[1]}{{% endfor %}}"),
        st.tuples(inner, inner).map("".join),
    )


SENSIBLE = st.recursive(_RIGHT.map("{{{{ {} }}}}".format) | _WELL_MADE | _LETTERS, _whole, max_leaves=5)
TEXTS = st.one_of(
    SENSIBLE,
    st.lists(_PIECES, max_size=10).map("".join),
    st.tuples(st.lists(_PIECES, max_size=4).map("".join), st.integers(1, 400)).map(
        lambda both: both[0] * both[1]
    ),
    st.tuples(SENSIBLE, _HALVES).map("".join),
)
_LINKS = (
    st.sampled_from(["{{ links.pay }}", "https://a.example/{{ member.email }}", "mailto:a@b.example"]) | TEXTS
)
_CONDITIONS = st.just("") | EXPRESSIONS | TEXTS
_ROWS = st.lists(st.sampled_from(TABLE_ROWS), min_size=1, max_size=4, unique=True).map(tuple)
_PER_ROW = st.lists(st.tuples(st.sampled_from(TABLE_ROWS), TEXTS), max_size=2).map(tuple)

BLOCKS: st.SearchStrategy[Block] = st.one_of(
    *(st.builds(kind, when=_CONDITIONS, words=TEXTS) for kind in (Greeting, Thanks, Support, Signature)),
    *(st.builds(kind, when=_CONDITIONS, headline=TEXTS, words=TEXTS) for kind in (Due, Deadline)),
    *(st.builds(kind, when=_CONDITIONS, heading=TEXTS, words=TEXTS) for kind in (Text, Terms)),
    st.builds(BoosterBlock, when=_CONDITIONS, heading=TEXTS),
    st.builds(PaymentTable, when=_CONDITIONS, rows=_ROWS, labels=_PER_ROW, values=_PER_ROW),
    st.builds(CallToAction, when=_CONDITIONS, label=TEXTS, link=_LINKS, words=TEXTS),
    st.builds(Image, when=_CONDITIONS, url=_LINKS, alt=TEXTS, link=_LINKS, width=st.integers(0, 528)),
    st.builds(Divider, when=_CONDITIONS),
)
SENSIBLE_BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Greeting, when=st.just("") | _RIGHT, words=SENSIBLE),
    st.builds(Due, when=st.just("") | _RIGHT, headline=SENSIBLE, words=SENSIBLE),
    st.builds(
        PaymentTable, rows=_ROWS, labels=st.just(()) | SENSIBLE.map(lambda words: (("amount", words),))
    ),
    st.builds(CallToAction, label=SENSIBLE, link=st.just("{{ links.pay }}"), words=SENSIBLE),
    st.builds(BoosterBlock, heading=SENSIBLE),
)
SOURCES = st.one_of(
    st.builds(
        MessageSource,
        subject=TEXTS,
        preheader=TEXTS,
        html=st.tuples(st.sampled_from(["", "<p>Hello</p>"]), TEXTS).map("".join),
        text=st.none() | TEXTS,
    ),
    st.builds(
        MessageSource,
        subject=SENSIBLE.map("x{}".format),
        preheader=SENSIBLE,
        html=SENSIBLE.map("<p>x</p>{}".format),
        text=st.none() | SENSIBLE,
    ),
    st.builds(MessageSource, st.just("x"), st.just(""), TEXTS.map("<p>x</p>{}".format)),
    st.builds(
        MessageSource,
        subject=st.just("x"),
        preheader=SENSIBLE,
        blocks=st.lists(BLOCKS, min_size=1, max_size=4).map(tuple),
    ),
    st.builds(
        MessageSource,
        subject=st.just("x"),
        preheader=st.just(""),
        blocks=st.lists(SENSIBLE_BLOCKS, min_size=1, max_size=5).map(tuple),
    ),
)
"""Messages of either form, some of which can be published."""
