"""The coach at the command line: every message that speaks, in plain words and in JSON."""

import json

import pytest

from tests.entrypoints.club import BLUEPRINT, set_up
from tests.entrypoints.desk import Desk

CONTACT = 'alert_email = "owner@example.org"\nsupport_email = "help@example.org"'
COMPLETE = BLUEPRINT.replace('alert_email = "owner@example.org"', CONTACT)
HARSH = """
[[messages]]
key = "spring"
name = "Spring"
[messages.text.en]
subject = "Final notice: payment failed"
preheader = ""
html = '''
<p>Dear {{ member.full_name }},</p>
<p>You must pay {{ product.price }} by {{ payment.due_date }}.</p>
'''
"""
RULE = """
[[rules]]
key = "by-hand"
kinds = ["payment_due"]
[[rules.steps]]
key = "before"
lead = "3 days"
message = "spring"
"""


def test_messages_without_fault_are_done(desk: Desk) -> None:
    set_up(desk, text=COMPLETE)
    printed = desk.run("messages", "check").stdout
    assert "renewal, en: 100 of 100. Nothing to mend." in printed
    assert "renewal, fr: 100 of 100." in printed
    only = desk.read_json("messages", "check", "renewal", "--locale", "fr")
    assert [(one["message"], one["locale"], one["score"]) for one in only] == [("renewal", "fr", 100)]


def test_a_message_is_read_for_the_due_dates_that_rules_say_it_of(desk: Desk) -> None:
    set_up(desk, text=COMPLETE + HARSH)
    (unsaid,) = json.loads(desk.run("messages", "check", "spring", "--json", expect=1).stdout)
    assert unsaid["kinds"] == ["renewal"]
    set_up(desk, text=COMPLETE + HARSH + RULE)
    (said,) = json.loads(desk.run("messages", "check", "spring", "--json", expect=1).stdout)
    assert said["kinds"] == ["payment_due"]
    codes = {finding["code"]: finding for finding in said["findings"]}
    assert {"harsh", "subject_spam", "amount_missing", "action_missing", "first_name_hole"} <= set(codes)
    assert "cancel_missing" not in codes
    assert codes["amount_missing"]["samples"][:2] == ["manual", "last-payment-manual"]
    lost = sum(finding["points"] for finding in said["findings"])
    assert said["score"] == max(0, 100 - lost)


def test_findings_are_told_with_place_reason_and_step(desk: Desk) -> None:
    set_up(desk, text=COMPLETE + HARSH)
    printed = desk.run("messages", "check", "spring", expect=1)
    assert "-10  “you must” is harsh." in printed.stdout
    assert "Where: en: html, line 2, column 4" in printed.stdout
    assert "Why: “you must” gives an order." in printed.stdout
    assert "Do: Say the same as you would to somebody you like" in printed.stdout
    assert "1 text of 1 can be better: see what to do above." in printed.stderr


def test_a_french_owner_is_told_in_french(desk: Desk) -> None:
    french = COMPLETE.replace('currency = "EUR"', 'currency = "EUR"\nlocale = "fr-FR"')
    set_up(desk, text=french + HARSH)
    printed = desk.run("messages", "check", "spring", expect=1).stdout
    assert "spring, en: 0 sur 100." in printed
    assert "Pourquoi : « you must » donne un ordre." in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nobody",), 'No message "nobody" speaks. There are renewal.'),
        (("renewal", "--locale", "sw"), 'There are no words in "sw".'),
    ],
)
def test_what_is_not_there_is_said(desk: Desk, words: tuple[str, ...], told: str) -> None:
    set_up(desk, text=COMPLETE)
    assert told in desk.run("messages", "check", *words, expect=1).stderr


def test_without_messages_it_says_what_fills_the_shelf(desk: Desk) -> None:
    set_up(desk, text=BLUEPRINT.split("[[messages]]")[0])
    assert "There is no message yet." in desk.run("messages", "check", expect=1).stderr
