"""A blueprint reads into declarations, says where it is wrong, and writes back what reads the same."""

from dataclasses import fields
from datetime import time
from pathlib import Path

import pytest

from forenotice.blueprint.document import read_blueprint, write_blueprint
from forenotice.blueprint.errors import BlueprintRefusedError
from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.rules.specification import Audience, RuleSpecification, StepSpecification

SMALL = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "Europe/Paris"

[[channels]]
key = "post"
kind = "email"
host = "mail.example.org"
username = "club"
password = { env = "SMTP_PASSWORD" }
dkim = { domain = "example.org", selector = "s1", key = { file = "dkim.pem" } }

[[messages]]
key = "renewal"
default = "renewal"

[[rules]]
key = "yearly"
kinds = ["renewal"]

[rules.audience]
intervals = ["yearly"]
minimum_amount = "12.50 EUR"

[[rules.steps]]
key = "week-before"
lead = "7 days"
at = "09:30"
message = "renewal"
"""


def test_a_mailbox_for_what_comes_back_keeps_its_password_elsewhere() -> None:
    bounces = 'bounces = { host = "imap.example.org", password = { env = "IMAP_PASSWORD" } }'
    found = read_blueprint(SMALL.replace("dkim =", f"{bounces}\ndkim =", 1), "club.toml")
    assert found.channels[0].settings["bounces"] == {"host": "imap.example.org"}
    assert str(found.channels[0].references["bounces_password"]) == "env:IMAP_PASSWORD"
    assert read_blueprint(write_blueprint(found), "again") == found


def _faults(text: str, folder: Path | None = None) -> str:
    with pytest.raises(BlueprintRefusedError) as refused:
        read_blueprint(text, "club.toml", folder)
    return str(refused.value)


def test_a_small_blueprint_is_understood_and_gaps_are_filled() -> None:
    found = read_blueprint(SMALL, "club.toml")
    assert found.organization.window_start == time(9)
    assert found.channels[0].settings == {
        "host": "mail.example.org",
        "username": "club",
        "dkim": {"domain": "example.org", "selector": "s1"},
    }
    assert {name: str(where) for name, where in found.channels[0].references.items()} == {
        "password": "env:SMTP_PASSWORD",
        "dkim_key": "file:dkim.pem",
    }
    rule = found.rules[0]
    assert (rule.name, rule.on) == ("Yearly", True)
    assert rule.specification.audience == Audience(
        intervals=("1 year",), minimum_amount_minor=1250, currency="EUR"
    )
    step = rule.specification.steps[0]
    assert step.lead == LeadTime(7, Unit.DAY)
    assert step.hour == time(9, 30)
    assert step.channels == ("post",), "the only channel there is need not be named"


def test_a_step_may_speak_to_the_hooks_of_zapier_which_nobody_declares() -> None:
    found = read_blueprint(SMALL.replace('at = "09:30"', 'channels = ["post", "zapier"]'), "club.toml")
    assert found.rules[0].specification.steps[0].channels == ("post", "zapier")
    assert read_blueprint(write_blueprint(found), "again") == found


def test_what_is_written_reads_back_the_same() -> None:
    found = read_blueprint(SMALL, "club.toml")
    written = write_blueprint(found)
    assert read_blueprint(written, "again") == found
    assert write_blueprint(read_blueprint(written, "again")) == written


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('name = "Chess Club"', "", '[organization]: the key "name" is missing'),
        (
            'name = "Chess Club"',
            'nam = "Chess Club"',
            "line 4, [organization], nam: there is no such key. Did you",
        ),
        ("Europe/Paris", "Paris", 'line 5, [organization], time_zone: "Paris" is not a time zone'),
        ('kind = "email"', 'kind = "fax"', 'line 9, [[channels]] "post", kind: "fax" is none of'),
        (
            '{ env = "SMTP_PASSWORD" }',
            '"hunter2"',
            'line 12, [[channels]] "post", password: a secret may not',
        ),
        (
            '{ env = "SMTP_PASSWORD" }',
            '{ env = "A-B" }',
            'line 12, [[channels]] "post", password: "A-B" is no name',
        ),
        ('{ env = "SMTP_PASSWORD" }', '{ url = "x" }', "password: write { env ="),
        ('default = "renewal"', "", '[[messages]] "renewal": it has no words'),
        ('["renewal"]', '["renewals"]', 'line 21, [[rules]] "yearly", kinds: "renewals" is no kind'),
        ('["renewal"]', "[]", "it names no kinds of due date"),
        (
            '["yearly"]',
            '["sometimes"]',
            'line 24, [[rules]] "yearly", [audience], intervals: "sometimes" is not',
        ),
        ("12.50 EUR", "12,50 EUR", '[audience], minimum_amount: "12,50 EUR" is not an amount'),
        ("12.50 EUR", "12.505 EUR", "more decimals than EUR has"),
        ("12.50 EUR", "12.5 JPY", "more decimals than JPY has"),
        (
            "7 days",
            "7 dayz",
            'line 29, [[rules]] "yearly", [[steps]] "week-before", lead: "7 dayz" is not a lead time',
        ),
        ("7 days", "36 hours", 'at: a lead time of "36 hours" counts back from the very instant'),
        (
            '"09:30"',
            '"9.30"',
            'line 30, [[rules]] "yearly", [[steps]] "week-before", at: "9.30" is not a time of day',
        ),
        (
            'message = "renewal"',
            'message = "renewl"',
            'no [[messages]] is called "renewl". Did you mean "renewal"?',
        ),
        ('message = "renewal"', 'message = "renewal"\nchannels = ["pst"]', 'no [[channels]] is called "pst"'),
        ('key = "yearly"', 'key = "Yearly ones"', '"Yearly ones" cannot be a key'),
        (
            '[[rules]]\nkey = "yearly"',
            '[[rulez]]\nkey = "yearly"',
            'rulez: there is no such key. Did you mean "rules"?',
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(before: str, after: str, said: str) -> None:
    assert before in SMALL
    assert said in _faults(SMALL.replace(before, after, 1))


ZONE = 'time_zone = "Europe/Paris"'


@pytest.mark.parametrize(
    ("written", "policies"),
    [
        ('late_policy = "We wait."', {"en": "We wait."}),
        ('locale = "fr_ca"\nlate_policy = "On attend."', {"fr-CA": "On attend."}),
        (
            'late_policy = { en = "We wait.", fr_BE = "On attend." }',
            {"en": "We wait.", "fr-BE": "On attend."},
        ),
        ('[organization.late_policy]\nfr = "On attend."', {"fr": "On attend."}),
        ('late_policy = ""', {}),
        ("", {}),
    ],
)
def test_a_late_policy_is_of_the_language_it_is_written_in(written: str, policies: dict[str, str]) -> None:
    """A plain text is in the organization's own language, and is written back as one."""
    found = read_blueprint(SMALL.replace(ZONE, f"{ZONE}\n{written}"), "club.toml")
    assert found.organization.late_policy == policies
    again = write_blueprint(found)
    assert read_blueprint(again, "again").organization.late_policy == policies
    is_plain = len(policies) == 1 and "[organization.late_policy]" not in written
    assert ("\nlate_policy = " in again) == is_plain


def test_members_choose_among_the_days_that_stand_there() -> None:
    found = read_blueprint(SMALL.replace(ZONE, f"{ZONE}\nmember_lead_days = [2, 30]"), "club.toml")
    assert (found.organization.least_lead_days, found.organization.most_lead_days) == (2, 30)
    assert read_blueprint(write_blueprint(found), "again") == found
    for wrong in ("[30, 2]", "[0, 3]", "[2]", "30", "[true, 3]", '"2-30"', "[1, 400]"):
        said = _faults(SMALL.replace(ZONE, f"{ZONE}\nmember_lead_days = {wrong}"))
        assert "line 6, [organization], member_lead_days: write the fewest and the most days" in said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("late_policy = 14", "line 6, [organization], late_policy: it must be a text in quotes."),
        ('late_policy = { french = "On attend." }', 'late_policy], french: "french" is not a locale. Write'),
        ('late_policy = { fr = "" }', "[late_policy], fr: it may not be empty."),
        ("late_policy = { fr = 14 }", "[late_policy], fr: it must be a text in quotes."),
    ],
)
def test_a_late_policy_that_cannot_be_is_refused(written: str, said: str) -> None:
    assert said in _faults(SMALL.replace(ZONE, f"{ZONE}\n{written}"))


def test_a_secret_is_never_repeated_in_the_complaint_about_it() -> None:
    assert "hunter2" not in _faults(SMALL.replace('{ env = "SMTP_PASSWORD" }', '"hunter2"'))


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    said = _faults(SMALL.replace("7 days", "soon").replace("Europe/Paris", "Paris"))
    assert said.index("time_zone") < said.index("lead")


def test_two_of_one_key_are_refused() -> None:
    again = '\n[[messages]]\nkey = "renewal"\ndefault = "renewal"\n'
    assert 'there are two called "renewal"' in _faults(SMALL + again)


def test_words_may_stand_in_a_file_beside_the_blueprint(tmp_path: Path) -> None:
    (tmp_path / "words.html").write_text("<p>Hello</p>\n", encoding="utf-8")
    text = '[messages.text.en]\nsubject = "Hello"\nhtml_file = "words.html"'
    found = read_blueprint(SMALL.replace('default = "renewal"', text), "club.toml", tmp_path)
    assert found.messages[0].texts["en"].html == "<p>Hello</p>"
    said = _faults(SMALL.replace('default = "renewal"', text.replace("words", "wrds")), tmp_path)
    assert "html_file: the file wrds.html cannot be read (No such file or directory)" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key = club", "line 1, column 7: this is not TOML"),
        ('key = """club', "at the end: this is not TOML"),
        ("", "organization: it is missing"),
    ],
)
def test_what_is_no_blueprint_at_all_is_refused_in_a_sentence(text: str, said: str) -> None:
    assert said in _faults(text)


def test_everything_that_a_rule_can_be_can_be_declared() -> None:
    """A field that a rule gained later must not be lost on the way through a blueprint."""
    written = {"kinds", "steps", "audience", "past_moments", "catch_up_hours", "sender_name", "sender_email"}
    assert {one.name for one in fields(RuleSpecification)} == written | {"reply_to"}
    assert len(fields(StepSpecification)) == 10
    assert len(fields(Audience)) == 9
