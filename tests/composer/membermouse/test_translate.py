"""A whole text is translated: each tag told of with its place, pairs minded, and no text does any harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.check import check
from forenotice.composer.engine import new_environment
from forenotice.composer.membermouse.changes import Verdict
from forenotice.composer.membermouse.report import Translation
from forenotice.composer.membermouse.translate import translate
from forenotice.composer.membermouse.words import quoted
from forenotice.composer.template import segments, unescaped
from tests.composer.membermouse.speech import read
from tests.composer.samples import facts

ACTIVE = '{% if member.status|lower in ["active", "trialing"] %}'

WHY_NONE = "Forenotice does not know it. Write what you mean in its place, or take it out."
WHY_NEAREST = (
    "Here it is known by its name and not by its number. Write the level's name in place of the number."
)


def _told(source: str) -> list[tuple[int, int, str]]:
    return [(entry.line, entry.column, entry.change.sentence) for entry in translate(source).report]


def test_a_letter_is_read_as_it_was_meant() -> None:
    letter = (
        "Dear [MM_Member_Data name='firstName'],\n"
        "[MM_Member_Decision status='active' daysAsMember='365']thank you for a whole year.\n"
        "[/MM_Member_Decision][MM_Member_Decision daysAsMember='-365']welcome.[/MM_Member_Decision]"
        "Manage it: [MM_CorePage_Link type='cancellation']\n[MM_Employee_Data name='displayName']"
    )
    assert read(letter, facts(member__status="Active")) == (
        "Dear Ana,\nthank you for a whole year.\nManage it: https://museum.example/cancel?m=1042\nGrace Lind"
    )


def test_every_change_is_told_with_its_place() -> None:
    source = (
        "Hi [MM_Member_Data name='firstName'] [MM_Order_Data name='ipAddress']\r\n\n"
        "é [MM_Member_Decision membershipId='2']x[/MM_Member_Decision]"
    )
    level = '{% if product.level == "2" %}'
    assert _told(source) == [
        (1, 4, "[MM_Member_Data name='firstName'] became {{ member.first_name }}."),
        (1, 38, f"[MM_Order_Data name='ipAddress'] has no counterpart and was left out. {WHY_NONE}"),
        (3, 3, f"[MM_Member_Decision membershipId='2'] became {level}. {WHY_NEAREST}"),
    ]


def test_decisions_inside_of_each_other_all_have_to_hold() -> None:
    inner = "[MM_Order_Decision isDiscounted='true']b[/MM_Order_Decision]"
    source = f"[MM_Member_Decision status='active']a{inner}c[/MM_Member_Decision]"
    assert translate(source).text == f"{ACTIVE}a{{% if order.coupon %}}b{{% endif %}}c{{% endif %}}"


def test_a_decision_inside_of_one_of_its_own_kind_is_translated_and_told_of() -> None:
    inner = "[MM_Member_Decision isMember='true']b[/MM_Member_Decision]"
    source = f"[MM_Member_Decision status='active']a{inner}c[/MM_Member_Decision]"
    done = translate(source)
    assert done.text == f"{ACTIVE}a{{% if true %}}b{{% endif %}}c{{% endif %}}"
    assert [entry.change.verdict for entry in done.report] == [Verdict.EXACT, Verdict.NEAREST]
    assert "MemberMouse cannot put a decision into one of its own kind" in done.report[1].change.why


NAME, HELLO = "[MM_Member_Data name='firstName']", "{{ member.first_name }}"
OPEN, CLOSE = "[MM_Member_Decision status='active']", "[/MM_Member_Decision]"


@pytest.mark.parametrize(
    ("source", "text", "column", "fault"),
    [
        (f"{NAME}{OPEN}a", f"{HELLO}{OPEN}a", 34, "It is never closed with [/MM_Member_Decision]."),
        (f"{NAME}a{CLOSE}", f"{HELLO}a{CLOSE}", 35, "It closes nothing that is open here."),
        (f"{NAME}[MM_Member_Data x", f"{HELLO}[MM_Member_Data x", 34, "It is never closed: end it with"),
        (
            f"[MM_Member_Data name='x' {NAME}",
            f"[MM_Member_Data name='x' {HELLO}",
            1,
            "It is never closed: end",
        ),
        (f"{NAME}[MM_Order_Data total]", f"{HELLO}[MM_Order_Data total]", 34, "It cannot be read: after its"),
        (f"{NAME}[MM_Order_Data name='a]", f"{HELLO}[MM_Order_Data name='a]", 34, "It cannot be read: after"),
        ("[MM_Member_Decision]a[/MM_Member_Decision]", None, 1, "It asks for nothing."),
        ("[MM_Member_Decision status='(a']b[/MM_Member_Decision]", None, 1, "Its equation has a parenthesis"),
        ("[MM_Member_Decision daysAsMember='x']b[/MM_Member_Decision]", None, 1, '"x" is no number of days.'),
        ("[MM_Member_Decision isFree='maybe']b[/MM_Member_Decision]", None, 1, 'It is asked with "true" or'),
        ("[MM_Member_Decision status=active]b[/MM_Member_Decision]", None, 1, "It cannot be read: after its"),
    ],
)
def test_a_tag_that_cannot_be_read_stays_and_the_rest_is_translated(
    source: str, text: str | None, column: int, fault: str
) -> None:
    done = translate(source)
    assert done.text == (source if text is None else text)
    [found] = [entry for entry in done.report if entry.change.verdict is Verdict.FAULT]
    assert (found.line, found.column) == (1, column)
    assert found.change.why.startswith(fault)


@pytest.mark.parametrize(
    "source",
    [
        f"{OPEN}[MM_Order_Decision isFree='true']{CLOSE}[/MM_Order_Decision]",
        f"{{% if payment.is_last %}}{OPEN}a{{% endif %}}b{CLOSE}",
        f"{OPEN}{{% if payment.is_last %}}a{CLOSE}{{% endif %}}",
    ],
)
def test_what_crosses_is_a_fault(source: str) -> None:
    assert Verdict.FAULT in [change.verdict for change in translate(source).changes]


def test_conditions_of_ours_stand_beside_theirs() -> None:
    first = f"{{% if payment.is_last %}}{OPEN}a{CLOSE}{{% endif %}}"
    source = f"{first}{OPEN}{{% if cancel_by %}}b{{% endif %}}{CLOSE}"
    done = translate(source)
    assert done.text == source.replace(OPEN, ACTIVE).replace(CLOSE, "{% endif %}")
    assert check(done.text, "html") == []


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Hello {{ member.first_name }}",
        "{# [MM_Member_Data name='firstName'] #}",
        "{{ '[MM_Member_Data name=1]' }}",
        "[mm_member_data] [note] [MMX] MM_Member_Data",
    ],
)
def test_what_is_none_of_theirs_stays(source: str) -> None:
    assert translate(source) == Translation(source, source)


def test_a_brace_before_a_tag_is_kept_apart() -> None:
    assert translate(f"{{{NAME}}}").text == "{ {{ member.first_name }}}"


@given(
    value=st.text(
        st.sampled_from("\"'\\\\{}%#<>&;amp[]“’\n\u00a0é ") | st.characters(exclude_categories=["Cs"])
    )
)
def test_any_value_stays_what_it_is_and_ends_nothing_around_it(value: str) -> None:
    written = f"{{{{ {quoted(value)} }}}}"
    assert unescaped(written) == written
    assert [segment.source for segment in segments(written)] == [written]
    assert not set(written[4:-4]) & set("\"'{}[]<>\n")
    assert new_environment().render_str(written, "words.txt") == value


PIECES = [
    *("[MM_", "[/MM_", "]", "[", "MM_Member_Data", "Member_Decision", "Order_Decision", "Access_Decision"),
    *(" name=", " status=", " membershipId=", " daysAsMember=", " customField_2=", "'", '"', "”", "&quot;"),
    *("firstName", "active", "1", "-", "|", "&", "!", "(", ")", ",", "{{", "}}", "{%", "%}", "{#", "#}", "{"),
    *(" if ", "endif", "\n", " ", "\\", "é", "\x00", "\u2028", NAME, OPEN, CLOSE),
]
ANYTHING = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=40).map("".join)


@given(source=ANYTHING)
def test_any_text_is_translated_once_and_for_all(source: str) -> None:
    done = translate(source)
    again = translate(done.text)
    assert again.text == done.text
    assert {change.verdict for change in again.changes} <= {Verdict.FAULT}
    assert all(source[change.start : change.end] == change.was for change in done.changes)
    assert [entry.change for entry in done.report] == [
        change for change in done.changes if change.became.strip() != "{% endif %}"
    ]


@given(source=ANYTHING)
def test_a_place_in_the_result_is_traced_back(source: str) -> None:
    done = translate(source)
    lines = source.split("\n")
    for offset in range(len(done.text) + 1):
        before = done.text[:offset].split("\n")
        line, column = done.place_before(len(before), len(before[-1]) + 1)
        assert 1 <= column <= len(lines[line - 1]) + 1
    if not done.changes:
        assert done.place_before(1, 1) == (1, 1)


@pytest.mark.parametrize(
    "unit",
    [
        "[MM_",
        "[MM_Member_Data ",
        NAME,
        OPEN,
        CLOSE,
        OPEN + CLOSE,
        "[MM_Order_Decision isFree='true'][MM_Member_Decision isMember='true']",
        "{% if x %}[MM_Member_Decision isMember='true']",
        "[MM_Member_Data name='",
        "[MM_Member_Data" + " " * 50,
        "[MM_Member_Decision status='!!!!----((((",
        "{{ ' ",
    ],
)
def test_a_huge_text_is_read_in_a_breath(unit: str) -> None:
    """Were any step to take the square of the length, this would take minutes and not a moment."""
    source = unit * 20_000
    assert len(translate(source).report) <= 20_001 * unit.count("MM_")
    translate(f"[MM_Member_Decision status='{unit * 5_000}']{CLOSE}")
    translate(f"[MM_Member_Data name='{' ' * 100_000}x' {'!-' * 50_000}]")
