"""Every finding is made for a message that deserves it, alone, and not for a good one."""

import re
from dataclasses import replace

import pytest

from forenotice.composer.coach.findings import RULES, Code, Finding, Place, Report
from forenotice.composer.coach.look import sentences_of
from forenotice.composer.coach.wording import OWNERS_LANGUAGES
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.coach.good import CLUB, GOOD, codes, report_on, spoilt

HTML, SUBJECT, TEXT = "en: html", "en: subject", "en: text"
LONG_WORDS = (
    "Notwithstanding aforementioned administrative considerations regarding organizational "
    "responsibilities, participating individuals acknowledge institutional accountability, "
) * 3
TEXT_OF_OWN = """Hello {{ member.first_name }},

There is nothing you need to do. {{ product.name }} renews automatically on {{ payment.due_date }}, and
{{ payment.amount }} will be taken then. You pay with {{ payment.method }}. My card:
{{ links.update_payment }}
You can cancel before that day: {{ links.cancel }}
If a payment is late: {{ organization.late_policy }}
Thank you for being with us. Any questions? Write to {{ organization.support_email }}.
"""
OTHER_TEXT = TEXT_OF_OWN.replace("{{ payment.amount }}", "{{ product.price }}")
SAME_VALUES = " ".join(re.findall(r"\{\{.*?\}\}", TEXT_OF_OWN))
BOOSTER = "<h2>{{ booster.title }}</h2>\n{{ booster.html }}"
POLICY = "<p>If a payment is late: {{ organization.late_policy }}</p>"
CONTACT = "Write to {{ organization.support_email }}."
BIG = '<span style="color:#000000">a.</span> ' * 4000
OPENING = (
    "There is nothing you need to do. {{ product.name }} renews automatically on {{ payment.due_date }}, and"
)
STRANGE_BUTTON = ' <a class="button" href="https://x.example/gift">Give</a>'
IMAGE = '<p><img src="https://x.example/a.png" width="9" height="9"></p>'

# What is written instead, the finding, its part and what stands at its place, and words of its sentences.
CASES: list[tuple[MessageSource, Code, tuple[str, str], str]] = [
    (spoilt(("payment.amount", "product.price")), Code.AMOUNT_MISSING, (HTML, ""), "list price"),
    (spoilt(("on {{ payment.due_date }}", "soon")), Code.DATE_MISSING, (HTML, ""), "{{ payment.due_date }}"),
    (
        replace(
            spoilt((OPENING, "Please note: {{ payment.due_date }},"), (" will be taken then", "")),
            preheader="",
        ),
        Code.CONSEQUENCE_MISSING,
        (HTML, ""),
        "anything to do",
    ),
    (spoilt((POLICY, "")), Code.LATE_POLICY_MISSING, (HTML, ""), "{{ organization.late_policy }}"),
    (spoilt((" {{ member.first_name }},", ",")), Code.FIRST_NAME_MISSING, (HTML, ""), "by name"),
    (spoilt(("member.first_name", "member.full_name")), Code.FIRST_NAME_HOLE, (HTML, ""), "“Hello ,”"),
    (
        spoilt(('<p><a class="button" ', "<p>Please <a ")),
        Code.ACTION_MISSING,
        (HTML, ""),
        "{{ links.update_payment }}",
    ),
    (
        spoilt(("My card</a>", "My card</a>" + STRANGE_BUTTON)),
        Code.ACTION_REPEATED,
        (HTML, "Give</a>"),
        "My card, Give",
    ),
    (
        spoilt(("{% if links.update", f"<p>{'A story of the harbour. ' * 60}</p>{{% if links.update")),
        Code.ACTION_LOW,
        (HTML, "My card</a>"),
        "below the first screen of 640",
    ),
    (
        spoilt(("{% if links.cancel %}", ""), ("day.</p>{% endif %}", "day.</p>")),
        Code.LINK_DEAD,
        (HTML, "cancel here</a>"),
        "{% if links.cancel %}",
    ),
    (
        spoilt(("before that day", "<b>immediately</b>")),
        Code.HARSH,
        (HTML, "immediately</b>"),
        "“immediately” gives an order",
    ),
    (spoilt(("You pay", "THIS IS IT NOW. You pay")), Code.CAPITALS, (HTML, "THIS IS IT"), "THIS IS IT"),
    (
        replace(GOOD, subject="RENEWAL {{ payment.time_left }}"),
        Code.CAPITALS,
        (SUBJECT, "RENEWAL"),
        "RENEWAL",
    ),
    (spoilt(("with us.", "with us!!!")), Code.EXCLAMATION_MARKS, (HTML, ""), "3 in the body; the most is 2"),
    (
        replace(GOOD, subject="Hello!"),
        Code.EXCLAMATION_MARKS,
        (SUBJECT, ""),
        "1 in the subject; the most is 0",
    ),
    (spoilt(("<p>Thank you for being with us.</p>", "")), Code.THANKS_MISSING, (HTML, ""), "thanked"),
    (spoilt((CONTACT, "Look.")), Code.SUPPORT_MISSING, (HTML, ""), "where to ask"),
    (spoilt((BOOSTER, "")), Code.BOOSTER_MISSING, (HTML, ""), "{{ booster.html }}"),
    (
        spoilt(('href="{{ links.cancel }}"', 'href="https://x.example/"')),
        Code.CANCEL_MISSING,
        (HTML, ""),
        "no link",
    ),
    (
        replace(
            GOOD,
            subject="A word about {{ product.name }}, which renews by itself {{ payment.time_left }}, so",
        ),
        Code.SUBJECT_LONG,
        (SUBJECT, ""),
        "characters, more than 60: “A word about Harbour Club,",
    ),
    (replace(GOOD, subject="Re: {{ product.name }}"), Code.SUBJECT_SPAM, (SUBJECT, ""), "“re:” looks like"),
    (replace(GOOD, text=""), Code.TEXT_MISSING, (TEXT, ""), "text part is empty"),
    (replace(GOOD, text=OTHER_TEXT), Code.TEXT_DIFFERS, (TEXT, ""), "has: €49.00"),
    (replace(GOOD, text=SAME_VALUES), Code.TEXT_DIFFERS, (TEXT, ""), "automatically"),
    (
        spoilt(("<h2>", IMAGE + "<h2>")),
        Code.ALT_MISSING,
        (HTML, 'https://x.example/a.png"'),
        "https://x.example/a.png",
    ),
    (
        spoilt(("<p>Thank you", '<p style="color:#999999">Thank you')),
        Code.CONTRAST_LOW,
        (HTML, "Thank you for"),
        "2.8 to 1 (#999999 on #ffffff)",
    ),
    (spoilt(("<h2>", f"<p>{BIG}</p><h2>")), Code.TOO_BIG, (HTML, ""), "kB, more than 100"),
    (
        spoilt(("<h2>", f"<p>{LONG_WORDS}</p><h2>")),
        Code.HARD_TO_READ,
        (HTML, ""),
        "less than 50 (Flesch 1948)",
    ),
]


def test_a_good_message_has_no_findings() -> None:
    for source in (GOOD, replace(GOOD, text=TEXT_OF_OWN)):
        report = report_on(source)
        assert (codes(report), report.score) == ([], 100)


@pytest.mark.parametrize(
    ("source", "code", "place", "words"),
    CASES,
    ids=[f"{case[1]}-{number}" for number, case in enumerate(CASES)],
)
def test_a_fault_is_found_alone_and_in_its_place(
    source: MessageSource, code: Code, place: tuple[str, str], words: str
) -> None:
    (found,) = report_on(source).findings
    assert (found.code, found.place.where) == (code, place[0])
    part = source.html if found.place.where == HTML else source.subject
    assert part.splitlines()[found.place.line - 1][found.place.column - 1 :].startswith(place[1])
    assert bool(found.place.line) == bool(place[1])
    assert words in " ".join(sentences_of(found, "en"))


def test_every_finding_is_among_the_cases() -> None:
    elsewhere = {Code.BOOSTER_FORBIDDEN, Code.SUPPORT_UNKNOWN}
    assert {case[1] for case in CASES} | elsewhere == set(Code)


def test_a_required_message_carries_no_booster() -> None:
    bare = spoilt((BOOSTER, ""))
    assert codes(report_on(bare, message_class=MessageClass.REQUIRED)) == []
    assert codes(report_on(GOOD, as_class=MessageClass.REQUIRED)) == ["booster_forbidden"]


def test_an_organization_without_any_contact_is_asked_for_one() -> None:
    unknown = CLUB._replace(support_email="", support_phone="")
    bare = spoilt((CONTACT, "Look."))
    assert codes(report_on(bare, organization=unknown)) == ["support_unknown"]
    linked = spoilt(("{{ organization.support_email }}", '<a href="mailto:us@club.example">us</a>'))
    assert codes(report_on(linked, organization=unknown)) == []


def test_what_nobody_wrote_down_is_not_asked_for() -> None:
    bare = spoilt((POLICY, ""))
    assert codes(report_on(bare, organization=CLUB._replace(late_policies=()))) == []


def test_a_finding_names_the_members_who_meet_it() -> None:
    unless_dearer = "{% if not payment.amount_changed %}{{ payment.amount }}{% endif %}"
    dear = spoilt(("{{ payment.amount }}", unless_dearer))
    (found,) = report_on(dear).findings
    assert found.samples == ("amount-changed",)


def test_harsh_words_are_found_wherever_they_stand_and_each_once() -> None:
    source = replace(
        spoilt(("You pay", "You must pay")), preheader="Final  notice", subject="You must read this"
    )
    report = report_on(source)
    assert {
        (str(each.place), each.details["phrase"]) for each in report.findings if each.code is Code.HARSH
    } == {
        ("en: preheader, line 1, column 1", "final notice"),
        ("en: subject, line 1, column 1", "you must"),
    }


def test_the_score_follows_from_the_points_and_stays_above_nothing() -> None:
    assert set(RULES) == set(Code)
    one = Finding(Code.THANKS_MISSING, Place("en"))
    assert Report("en", [one, one]).score == 90
    assert Report("en", [Finding(Code.LINK_DEAD, Place("en"))] * 7).score == 0


@pytest.mark.parametrize("locale", [*OWNERS_LANGUAGES, "de"])
def test_every_finding_has_its_three_sentences_for_the_owner(locale: str) -> None:
    for source, code, _, _ in CASES:
        for found in report_on(source).findings:
            for sentence in sentences_of(found, locale):
                assert sentence.endswith((".", ".”", ". »", ",”.", ", ».")), code
                assert not re.search(r"\{[a-z]", sentence), code
