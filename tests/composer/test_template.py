"""Texts are taken apart without losing a character, and given names an engine cannot climb out of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.template import SegmentKind, flatten, local_names, segments, tokens, unescaped

PIECES = st.lists(
    st.sampled_from(
        [
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            " member.first_name ",
            '"',
            "'",
            "\\",
            "if",
            "|",
            ".",
            "\n",
            "é",
            "{",
            "}",
        ]
    )
)


@given(pieces=PIECES)
def test_the_parts_of_any_text_are_the_text_again(pieces: list[str]) -> None:
    source = "".join(pieces)
    found = list(segments(source))
    assert "".join(segment.source for segment in found) == source
    assert all(source[segment.offset :].startswith(segment.source) for segment in found)


@given(pieces=PIECES)
def test_any_text_can_be_flattened(pieces: list[str]) -> None:
    flattened = flatten("".join(pieces))
    assert all(name.split(":")[0] == "member.first_name" for name in flattened.names)


@pytest.mark.parametrize(
    ("source", "flat", "names"),
    [
        ("Hi {{ member.first_name }}!", "Hi {{ member_first_name }}!", {"member.first_name"}),
        ("{{member . first_name}}", "{{member_first_name}}", {"member.first_name"}),
        ("{{ cancel_by }}", "{{ cancel_by }}", {"cancel_by"}),
        ("{{ cancel_by|date('short') }}", "{{ cancel_by__short }}", {"cancel_by:short"}),
        ('{{cancel_by | date ( "full" )|upper}}', "{{cancel_by__full|upper}}", {"cancel_by:full"}),
        ("{{ cancel_by|date('odd') }}", "{{ cancel_by__iso|date('odd') }}", {"cancel_by:iso"}),
        ("{{ cancel_by|date }}", "{{ cancel_by__iso|date }}", {"cancel_by:iso"}),
        ("{{ cancel_by|date(x) }}", "{{ cancel_by__iso|date(x) }}", {"cancel_by:iso"}),
        ("{{ cancel_by|date('full', x) }}", "{{ cancel_by__iso|date('full', x) }}", {"cancel_by:iso"}),
        ("{{ member.custom.x|date }}", "{{ member_custom_x|date }}", {"member.custom.x"}),
        ("{{ 'member.email' }}", "{{ 'member.email' }}", set()),
        ("member.email", "member.email", set()),
        ("{# member.email #}a", "a", set()),
        ("{{ member.clear() }}", "{{ member.clear() }}", set()),
        ("{% if links.pay and not payment.is_last %}x{% endif %}", None, {"links.pay", "payment.is_last"}),
        ("{{ '}}' ~ member.email }}", "{{ '}}' ~ member_email }}", {"member.email"}),
    ],
)
def test_smart_tags_get_flat_names(source: str, flat: str | None, names: set[str]) -> None:
    flattened = flatten(source)
    assert flattened.names == names
    assert flat is None or flattened.source == flat


def test_a_tag_that_is_never_closed_is_the_rest_of_the_text() -> None:
    *_, last = segments("Hello {{ member.first_name")
    assert (last.kind, last.is_closed, last.offset) == (SegmentKind.OUTPUT, False, 6)


@pytest.mark.parametrize("quotes", ['""', "''", "\"'", '\\"', "'}} \"}}"])
@pytest.mark.parametrize("opening", ["{{", "{%"])
def test_no_number_of_quotes_takes_long_to_read(opening: str, quotes: str) -> None:
    """Each pair of quotes once doubled the time that an unclosed smart tag took."""
    source = f"{opening} {quotes * 20_000}"
    found = list(segments(source))
    assert "".join(segment.source for segment in found) == source
    assert "".join(token.source for token in tokens(found[0])) == found[0].content


def test_a_quote_that_hides_every_closing_hides_none() -> None:
    found = [segment.source for segment in segments("{{ member's }} and {{ cancel_by }}")]
    assert found == ["{{ member's }}", " and ", "{{ cancel_by }}"]


def test_own_names_are_known_and_never_those_of_tags() -> None:
    source = "{% set total = 1 %}{% for n in range(3) %}{{ n }}{% endfor %}{% set member = 2 %}"
    assert local_names(source) == {"total", "n"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{% if payment.days_left &lt; 3 %}", "{% if payment.days_left < 3 %}"),
        ("{{&nbsp;member.email&nbsp;}}", "{{ member.email }}"),
        ("{{ member.phone|default(“none”) }}", '{{ member.phone|default("none") }}'),
        ("a &lt; b “quoted” {{ cancel_by }}", "a &lt; b “quoted” {{ cancel_by }}"),
    ],
)
def test_what_an_editor_does_to_a_tag_is_undone_inside_of_it_only(written: str, meant: str) -> None:
    assert unescaped(written) == meant
