"""Dates move, subscriptions pause, rules change: what becomes of reminders that exist already."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from forenotice.accounts.operations import declare_organization
from forenotice.planner.operations import replan
from forenotice.rules.operations import archive_rules_absent_from, switch_rule
from forenotice.rules.specification import Audience
from forenotice.rules.states import PastMoments
from tests.planner.stage import Stage
from tests.support.world import ACTOR, at, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    """A week before the moment of a reminder that is not planned yet."""
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days")
    return stage


def test_a_later_date_moves_the_moment(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", next_on=date(2026, 3, 13))
    assert stage.plan().changed == {"moved": 1}
    assert stage.walk(at("2026-03-15 00:00")) == [("ana", "7-days", "2026-03-06 09:00")]


def test_a_date_that_moves_after_the_speech_makes_no_second_one(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    assert stage.walk(at("2026-03-05 00:00")) == [("ana", "7-days", "2026-03-04 09:00")]
    for day in (13, 20, 12, 19):
        stage.told("ana", next_on=date(2026, 3, day))
        assert stage.walk(stage.now + timedelta(days=1)) == []
    assert stage.walk(at("2026-03-18 23:00")) == []


def test_an_hour_to_and_fro_makes_no_second_speech(stage: Stage) -> None:
    stage.told("ana", next_at=at("2026-03-11 00:30"))
    said = []
    for hour in (23, 1, 23, 1, 23, 1, 23, 1):
        day = 10 if hour == 23 else 11
        stage.told("ana", next_at=at(f"2026-03-{day} {hour}:30" if hour > 9 else f"2026-03-{day} 0{hour}:30"))
        said += stage.walk(stage.now + timedelta(hours=6))
    assert len(said) == 1


def test_a_date_that_moves_nearer_past_its_moment_is_already_inside(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", next_on=date(2026, 3, 8))
    assert stage.plan().changed == {"already_inside": 1}
    assert stage.walk(at("2026-03-09 00:00")) == []
    stage.now = at("2026-03-05 00:00")
    stage.told("ana", next_on=date(2026, 3, 14))
    assert stage.walk(at("2026-03-14 23:00")) == [("ana", "7-days", "2026-03-07 09:00")]


def test_a_rule_may_speak_at_once_of_what_moved_nearer(stage: Stage) -> None:
    stage.rule("renewals", "7 days", past_moments=PastMoments.SPEAK)
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", next_on=date(2026, 3, 8))
    assert stage.pulse() == [("ana", "7-days", "2026-03-02 12:00")]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"standing": "paused"}, "paused"),
        ({"standing": "cancelled"}, "cancelled"),
        ({"cancel_at_period_end": True}, "cancelled_at_period_end"),
        ({"standing": "past_due"}, "past_due"),
        ({"amount_minor": 0}, "zero_amount"),
    ],
)
def test_a_planned_reminder_is_cancelled_when_its_due_date_falls_quiet_and_comes_back(
    stage: Stage, facts: dict[str, Any], reason: str
) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    before = {name: getattr(stage.facts["ana"], name) for name in facts}
    stage.told("ana", **facts)
    stage.plan()
    assert stage.standing("ana", "7-days") == ("cancelled", reason)
    stage.told("ana", **before)
    assert stage.walk(at("2026-03-11 00:00")) == [("ana", "7-days", "2026-03-04 09:00")]


def test_one_who_resumes_after_the_moment_is_already_inside(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11), standing="paused")
    stage.walk(at("2026-03-05 10:00"))
    stage.told("ana", standing="active")
    assert stage.walk(at("2026-03-11 10:00")) == []
    assert stage.standing("ana", "7-days") == ("skipped", "paused")


def test_a_rule_may_speak_at_once_to_one_who_resumes(stage: Stage) -> None:
    stage.rule("renewals", "7 days", past_moments=PastMoments.SPEAK)
    stage.told("ana", next_on=date(2026, 3, 11), standing="paused")
    stage.walk(at("2026-03-05 10:00"))
    stage.told("ana", standing="active")
    assert stage.pulse() == [("ana", "7-days", "2026-03-05 10:00")]
    assert stage.walk(at("2026-03-11 10:00")) == []


def test_what_was_said_is_never_said_again_after_a_pause(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.walk(at("2026-03-04 12:00"))
    stage.told("ana", standing="paused")
    stage.walk(at("2026-03-05 12:00"))
    stage.told("ana", standing="active", next_on=date(2026, 3, 14))
    assert stage.walk(at("2026-03-14 12:00")) == []
    assert stage.reminder("ana", "7-days").state == "released"


def test_a_payment_made_early_cancels_its_reminder_and_the_next_one_speaks(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", next_on=date(2026, 4, 11))
    assert stage.plan().changed == {"paid": 1}
    assert stage.walk(at("2026-04-11 12:00")) == [("ana", "7-days", "2026-04-04 09:00")]


def test_a_payment_that_the_source_takes_back_is_withdrawn(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", next_on=None, interval_count=None, interval_unit="")
    assert stage.plan().changed == {"withdrawn": 1}
    assert stage.walk(at("2026-03-11 12:00")) == []


def test_a_manual_payer_who_stores_a_card_is_told_once(stage: Stage) -> None:
    stage.rule("renewals", "7 days", kinds=("renewal",))
    stage.rule("dues", "7 days", kinds=("payment_due",))
    stage.told("ana", next_on=date(2026, 3, 11), payer_kind="manual")
    stage.plan()
    stage.told("ana", payer_kind="automatic")
    assert [said[1] for said in stage.walk(at("2026-03-11 12:00"))] == ["7-days"]
    rows = {(r.rule.key, r.state, r.reason) for r in stage.reminders()}
    assert rows == {("dues", "cancelled", "other_audience"), ("renewals", "released", "claimed")}


def test_a_kind_that_changes_after_the_speech_makes_no_second_one_days_later(stage: Stage) -> None:
    stage.rule("renewals", "7 days", kinds=("renewal",))
    stage.rule("dues", "7 days", kinds=("payment_due",))
    stage.told("ana", next_on=date(2026, 3, 11), payer_kind="manual")
    assert len(stage.walk(at("2026-03-06 12:00"))) == 1
    stage.told("ana", payer_kind="automatic")
    assert stage.walk(at("2026-03-11 12:00")) == []
    rows = {(r.rule.key, r.state, r.reason) for r in stage.reminders()}
    assert rows == {("dues", "released", "claimed"), ("renewals", "skipped", "already_inside")}


def test_one_who_leaves_the_audience_and_comes_back(stage: Stage) -> None:
    stage.rule("renewals", "7 days", audience=Audience(tags=("vip",)))
    stage.told("ana", next_on=date(2026, 3, 11), tags="|vip|")
    stage.plan()
    stage.told("ana", tags="")
    stage.plan()
    assert stage.standing("ana", "7-days") == ("cancelled", "other_audience")
    stage.told("ana", tags="|vip|")
    assert stage.walk(at("2026-03-11 12:00")) == [("ana", "7-days", "2026-03-04 09:00")]


def test_one_who_enters_the_audience_after_the_moment_is_already_inside(stage: Stage) -> None:
    stage.rule("renewals", "7 days", audience=Audience(tags=("vip",)))
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.walk(at("2026-03-04 15:00"))
    stage.told("ana", tags="|vip|")
    assert stage.walk(at("2026-03-11 12:00")) == []
    assert stage.standing("ana", "7-days") == ("skipped", "already_inside")


def test_a_wider_audience_does_not_flood_those_whose_moment_has_passed(stage: Stage) -> None:
    stage.rule("renewals", "7 days", audience=Audience(tags=("vip",)))
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.told("bob", next_on=date(2026, 3, 14))
    stage.walk(at("2026-03-04 15:00"))
    stage.rule("renewals", "7 days")
    assert stage.walk(at("2026-03-14 12:00")) == [("bob", "7-days", "2026-03-07 09:00")]
    assert stage.standing("ana", "7-days") == ("skipped", "already_inside")


def test_a_rule_switched_off_and_on_before_the_moment_speaks(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    switch(stage, on=False)
    stage.plan()
    assert stage.standing("ana", "7-days") == ("cancelled", "rule_off")
    switch(stage, on=True)
    assert stage.walk(at("2026-03-11 12:00")) == [("ana", "7-days", "2026-03-04 09:00")]


def test_a_rule_switched_on_after_the_moment_stays_silent(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.told("bob", next_on=date(2026, 3, 16))
    stage.plan()
    switch(stage, on=False)
    stage.walk(at("2026-03-04 12:00"))
    switch(stage, on=True)
    assert stage.walk(at("2026-03-11 12:00")) == [("bob", "7-days", "2026-03-09 09:00")]
    assert stage.standing("ana", "7-days") == ("cancelled", "rule_off")


def test_a_lead_lengthened_inside_the_window_is_silent_to_those_inside(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.told("bob", next_on=date(2026, 3, 20))
    stage.plan()
    stage.rule("renewals", step("14 days", key="7-days"))
    assert stage.walk(at("2026-03-20 12:00")) == [("bob", "7-days", "2026-03-06 09:00")]
    assert stage.standing("ana", "7-days") == ("skipped", "already_inside")


def test_a_lead_lengthened_may_speak_at_once_to_those_inside(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 13))
    stage.plan()
    stage.now = at("2026-03-02 22:00")
    stage.rule("renewals", step("14 days", key="7-days"), past_moments=PastMoments.SPEAK)
    assert stage.pulse() == []
    assert stage.walk(at("2026-03-13 12:00")) == [("ana", "7-days", "2026-03-03 09:00")]


@pytest.mark.parametrize("lead", ["3 days", "14 days", "1 month", "12 hours"])
@pytest.mark.parametrize("past", list(PastMoments))
def test_an_edited_lead_never_makes_a_second_speech(stage: Stage, lead: str, past: PastMoments) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    assert len(stage.walk(at("2026-03-05 12:00"))) == 1
    stage.rule("renewals", step(lead, key="7-days"), past_moments=past)
    assert stage.walk(at("2026-03-11 12:00")) == []


def test_a_shortened_lead_moves_what_was_planned(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.rule("renewals", step("2 days", key="7-days"))
    assert stage.walk(at("2026-03-11 12:00")) == [("ana", "7-days", "2026-03-09 09:00")]


def test_a_step_taken_out_falls_silent_and_speaks_again_when_put_back(stage: Stage) -> None:
    stage.rule("renewals", "7 days", "3 days")
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.rule("renewals", "3 days")
    stage.plan()
    assert stage.standing("ana", "7-days") == ("cancelled", "step_removed")
    stage.rule("renewals", "3 days", "7 days")
    said = stage.walk(at("2026-03-11 12:00"))
    assert [key for _, key, _ in said] == ["7-days", "3-days"]


def test_a_rule_put_away_falls_silent(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    archive_rules_absent_from(organization=stage.organization, keys=[], actor=ACTOR, now=stage.now)
    assert stage.walk(at("2026-03-11 12:00")) == []
    assert stage.standing("ana", "7-days") == ("cancelled", "step_removed")


def test_another_send_window_moves_what_was_planned(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    values = {"window_start": time(14), "window_end": time(18)}
    declare_organization(key="club", values=values, actor=ACTOR, now=stage.now)
    assert stage.walk(at("2026-03-11 12:00")) == [("ana", "7-days", "2026-03-04 14:00")]


def test_a_member_who_moves_house_is_told_at_the_new_hour(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", member={"zone": "America/New_York"})
    assert stage.walk(at("2026-03-11 12:00")) == [("ana", "7-days", "2026-03-04 14:00")]


def test_other_words_move_nothing(stage: Stage) -> None:
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.rule("renewals", step("7 days", message="other", channels=("mailbox", "email")), reply_to="a@b.org")
    assert stage.plan().is_nothing


def test_one_subscription_can_be_looked_at_again_by_itself(stage: Stage) -> None:
    ana = stage.told("ana", next_on=date(2026, 3, 11))
    bob = stage.told("bob", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", next_on=date(2026, 3, 12))
    stage.told("bob", next_on=date(2026, 3, 12))
    done = replan(organization=stage.organization, subscription_ids=[ana.pk], now=stage.now)
    assert done.changed == {"moved": 1}
    assert stage.reminder("ana", "7-days").send_at == at("2026-03-05 09:00")
    assert stage.reminder("bob", "7-days").send_at == at("2026-03-04 09:00")
    assert bob.pk != ana.pk


def switch(stage: Stage, *, on: bool) -> None:
    """Switch the rule."""
    switch_rule(organization=stage.organization, key="renewals", on=on, actor=ACTOR, now=stage.now)
