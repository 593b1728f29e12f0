"""A fault is found when a text is saved, with its place and what was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.check import check
from forenotice.composer.smarttags import SMART_TAGS

FAULTS = [
    ("Hello {{ member.firstname }}", 1, 10, 'There is no smart tag "member.firstname".', "member.first_name"),
    ("a\nb {{ first_name }}", 2, 6, 'There is no smart tag "first_name".', "member.first_name"),
    ("\n\n  {{ member.first_name", 3, 3, "This {{ is never closed.", ""),
    ("{% if payment.is_last %}x", 1, 1, "This {% if %} is never closed with {% endif %}.", ""),
    ("x{% endif %}", 1, 2, "This {% endif %} closes nothing that is open.", ""),
    ("{% for n in range(2) %}{% endif %}", 1, 1, "This {% for %} is never closed with {% endfor %}.", ""),
    ("{% else %}", 1, 1, "This {% else %} stands outside of any {% if %}.", ""),
    ("a }} b", 1, 3, "This }} closes nothing.", ""),
    ("{{ }}", 1, 1, "This smart tag is empty.", ""),
    ("Hi { member.email }", 1, 4, "A smart tag has two braces on each side: {{ member.email }}.", ""),
    ("{{ member }}", 1, 4, 'There is no smart tag "member".', None),
    ("{{ member['email'] }}", 1, 4, 'Write smart tags with dots: "member" cannot', ""),
    ("{{ member.email.upper() }}", 1, 4, '"member.email.upper" cannot be called.', None),
    ("{{ member.clear() }}", 1, 4, '"member.clear" cannot be called.', None),
    ("{{ debug() }}", 1, 4, '"debug" cannot be called.', ""),
    ("{{ member.email|safe }}", 1, 17, 'There is no filter "safe".', ""),
    ("{{ member.email|center(9) }}", 1, 17, 'There is no filter "center".', ""),
    ("{% if cancel_by is odder %}{% endif %}", 1, 20, 'There is no test "odder".', ""),
    ("{{ cancel_by|date('shrt') }}", 1, 19, 'There is no date style "shrt".', ""),
    ("{% include 'x' %}", 1, 1, '"include" cannot be used in a message.', ""),
    ("{% macro m() %}{% endmacro %}", 1, 1, '"macro" cannot be used in a message.', ""),
    ("{% autoescape false %}{% endautoescape %}", 1, 1, '"autoescape" cannot be used', ""),
    ("{% set member = 3 %}", 1, 8, '"member" is the name of smart tags and cannot be set.', ""),
    ("{% set x = 3 %}{{ x }}{{ y }}", 1, 26, 'There is no smart tag "y".', ""),
    ("ok\n{{ payment.days_left + }}", 2, 1, "The engine cannot read this line: syntax error", ""),
    ("{{ payment.amount_minor / 0 }}", 1, 1, "The engine cannot read this line: invalid operation", ""),
]


@pytest.mark.parametrize(("source", "line", "column", "sentence", "nearest"), FAULTS)
def test_a_fault_is_told_with_its_place(
    source: str, line: int, column: int, sentence: str, nearest: str | None
) -> None:
    problem = check(source, "en: html")[0]
    assert (problem.line, problem.column, problem.where) == (line, column, "en: html")
    assert problem.sentence.startswith(sentence)
    assert nearest is None or problem.nearest == nearest


def test_every_fault_of_a_text_is_told_at_once() -> None:
    problems = check("{{ a }}\n{{ b }}{{ member.email|nope }}", "en: text")
    assert [(p.line, p.column) for p in problems] == [(1, 4), (2, 4), (2, 24)]


def test_a_problem_reads_as_a_sentence() -> None:
    (problem,) = check("{{ member.fristname }}", "fr: subject")
    assert str(problem) == (
        'fr: subject, line 1, column 4: There is no smart tag "member.fristname". '
        "Did you mean {{ member.first_name }}?"
    )


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Just words, 100 % {of} them.",
        "{{ member.first_name|default('you')|title }}",
        "{% if payment.days_left < 3 and not payment.is_last %}a{% else %}c{% endif %}",
        "{% if links.pay is defined %}a{% elif cancel_by == '' %}b{% endif %}",
        "{% if 'choir' in member.tags %}sing{% endif %}",
        "{% set n = payment.days_left * 2 %}{{ n }}",
        "{% for n in range(3) %}{{ n }}{{ loop.index }}{% endfor %}",
        "{{ 'last' if payment.is_last else 'next' }}",
        "{{ member.custom.anything_at_all }}",
        "{{- member.email -}}",
        "{# {{ nonsense }} #}",
        "{{ payment.due_date|date(style='short') }}{{ payment.due_date|date }}",
        "{{ organization.late_policy|replace('a', 'b')|upper }}",
        "{{ '{{ not.a.tag }}' }}",
    ],
)
def test_what_is_sound_passes(source: str) -> None:
    assert check(source, "en: text") == []


def test_every_smart_tag_passes() -> None:
    assert check("".join(f"{{{{ {name} }}}}" for name in SMART_TAGS), "en: text") == []


@given(source=st.text(alphabet="{}%#|.'\"\\ ()[]=-+<aifsetn0m\n"))
def test_the_check_has_a_word_for_every_text(source: str) -> None:
    for problem in check(source, "en: text"):
        assert problem.sentence
        assert problem.line <= source.count("\n") + 1
