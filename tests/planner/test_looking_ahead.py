"""What we say will happen is what then happens, and every question has an answer from rows."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from forenotice.planner.operations import Withheld, withhold
from forenotice.planner.queries import explain, inside_counts, list_reminders, reasons_between, upcoming
from forenotice.planner.states import Reason, ReminderState
from forenotice.rules.operations import switch_rule
from forenotice.rules.specification import Audience
from forenotice.rules.states import PastMoments
from tests.planner.stage import Said, Stage
from tests.support.world import ACTOR, Anchor, at, step

pytestmark = pytest.mark.django_db


def foreseen(stage: Stage, until: datetime) -> list[Said]:
    """What `upcoming` says, in the words of the stage."""
    found = upcoming(stage.organization, now=stage.now, until=until)
    return [(u.subscription, u.step, f"{u.moment:%Y-%m-%d %H:%M}") for u in found if u.withheld is None]


def lively(stage: Stage) -> None:
    """Members of every sort."""
    stage.told("monthly", next_on=date(2026, 3, 11))
    stage.told("last-day", next_on=date(2026, 3, 31), anchor_day=31)
    stage.told("timed", next_at=at("2026-03-12 05:30"), member={"zone": "America/New_York"})
    stage.told("far-east", next_on=date(2026, 3, 12), member={"zone": "Pacific/Kiritimati"})
    stage.told("far-west", next_on=date(2026, 3, 12), member={"zone": "Pacific/Pago_Pago"})
    stage.told("weekly", next_on=date(2026, 3, 6), interval_unit="week")
    stage.told("yearly", next_on=date(2026, 4, 2), interval_unit="year")
    stage.told("trial", next_on=date(2026, 3, 9), standing="trialing", trial_ends_on=date(2026, 3, 9))
    stage.told("instalments", next_on=date(2026, 3, 13), total_payments=3, payments_made=1)
    stage.told("paused", next_on=date(2026, 3, 11), standing="paused")
    stage.told("free", next_on=date(2026, 3, 11), amount_minor=0)
    stage.told("leaving", next_on=date(2026, 3, 11), cancel_at_period_end=True)
    stage.told("manual", next_on=date(2026, 3, 14), payer_kind="manual", cancel_by_on=date(2026, 3, 10))
    stage.told("inside", next_on=date(2026, 3, 4))


RULES: dict[str, Any] = {
    "plain": {"steps": ["7 days"]},
    "several": {"steps": ["14 days", "7 days", "3 days", "1 day"]},
    "hours": {"steps": ["36 hours", "0 days"]},
    "hour": {"steps": [step("2 days", hour=time(18)), step("1 month")]},
    "cancel-by": {"steps": [step("3 days", anchor=Anchor.CANCEL_BY)]},
    "speaks": {"steps": ["30 days", "7 days"], "past_moments": PastMoments.SPEAK},
    "manual": {"steps": ["7 days"], "audience": Audience(payer_kind="manual")},
    "tie": {
        "steps": [step("1 week", key="week"), step("7 days", key="days"), step("168 hours", key="hours")]
    },
}


@pytest.mark.parametrize("planned", [True, False])
@pytest.mark.parametrize("rule", RULES)
def test_what_was_foreseen_is_what_happens(rule: str, planned: bool) -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule(rule, *RULES[rule]["steps"], **{k: v for k, v in RULES[rule].items() if k != "steps"})
    lively(stage)
    if planned:
        stage.pulse()
        stage.said.clear()
    # What is past is spoken of at once when a pulse finds out, so there the pulses are dense.
    is_dense = rule == "speaks"
    until = at("2026-03-14 12:00" if is_dense else "2026-04-12 12:00")
    words = foreseen(stage, until)
    said = stage.pulse() + stage.walk(until, timedelta(hours=1 if is_dense else 12))
    assert sorted(words) == sorted(said)
    assert words


def test_a_change_that_no_pulse_has_seen_yet_is_foreseen_too() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule("renewals", "7 days")
    for who in ("moved", "paused", "back", "same"):
        stage.told(who, next_on=date(2026, 3, 10), standing="paused" if who == "back" else "active")
    stage.pulse()
    stage.told("moved", next_on=date(2026, 3, 11))
    stage.told("paused", standing="paused")
    stage.told("back", standing="active")
    until = at("2026-03-09 12:00")
    words = foreseen(stage, until)
    assert words == stage.walk(until)
    assert {said[0] for said in words} == {"moved", "back", "same"}
    switch_rule(organization=stage.organization, key="renewals", on=False, actor=ACTOR, now=stage.now)
    assert foreseen(stage, at("2026-05-01 12:00")) == []


def test_what_will_be_stale_by_then_is_said_so() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source(fresh_for_days=10)
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 18))
    stage.told("bob", next_on=date(2026, 3, 28))
    found = upcoming(stage.organization, now=stage.now, until=at("2026-05-01 12:00"))
    assert [(u.subscription, u.withheld) for u in found] == [("ana", None), ("bob", Reason.STALE_FACTS)]


def test_an_upcoming_reminder_says_who_what_when_and_why() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule("renewals", "7 days", name="Renewal notice")
    stage.told("ana", next_on=date(2026, 3, 20), member={"first_name": "Ana", "zone": "Pacific/Kiritimati"})
    only, later = upcoming(stage.organization, now=stage.now, until=at("2026-04-15 12:00"))
    assert (only.name, only.email, only.product) == ("Ana", "ana@example.org", "Basic")
    assert (only.kind, only.amount_minor, only.currency) == ("renewal", 1200, "EUR")
    assert (only.day, only.due_on, only.estimated) == (date(2026, 3, 13), date(2026, 3, 20), False)
    assert only.why == "Renewal notice: 7 days before"
    assert (later.due_on, later.estimated) == (date(2026, 4, 20), True)
    assert len(upcoming(stage.organization, now=stage.now, until=at("2027-03-01 12:00"), limit=1)) == 1


def test_the_look_ahead_stores_nothing() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule("renewals", "7 days")
    lively(stage)
    upcoming(stage.organization, now=stage.now, until=at("2026-06-01 12:00"))
    assert stage.reminders() == []


def test_facts_that_are_fresh_again_bring_back_what_was_withheld() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source(fresh_for_days=5)
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 17))
    stage.now = at("2026-03-10 09:00")
    stage.plan()
    pk = stage.reminder("ana", "7-days").pk
    stale = Withheld(pk, ReminderState.SKIPPED, Reason.STALE_FACTS)
    withhold(organization=stage.organization, verdicts=[stale], actor=ACTOR, now=stage.now)
    assert stage.plan().is_nothing
    stage.now = at("2026-03-11 09:30")
    stage.sighted("ana")
    assert stage.plan().changed == {"came_back": 1}
    assert stage.pulse() == [("ana", "7-days", "2026-03-11 09:30")]


def test_going_live_counts_those_already_inside() -> None:
    stage = Stage(at("2026-03-02 12:00"), live=False)
    stage.rule("renewals", "14 days", "7 days", "24 hours")
    for who, day in (("ana", 4), ("bob", 10), ("cat", 30)):
        stage.told(who, next_on=date(2026, 3, day))
    stage.told("paused", next_on=date(2026, 3, 4), standing="paused")
    counts = {count.step: count.count for count in inside_counts(stage.organization, stage.now)}
    assert counts == {"14-days": 2, "7-days": 1, "24-hours": 0}
    stage.go_live()
    stage.plan()
    reasons = [row.reason for row in stage.reminders()]
    assert reasons.count("already_inside") == 3


def test_an_explanation_names_the_condition_that_does_not_hold() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days", audience=Audience(payer_kind="manual", tags=("vip",)))
    ana = stage.told("ana", next_on=date(2026, 3, 20), tags="|vip|")
    (due,) = explain(stage.organization, ana, now=stage.now)
    (told,) = due.steps
    assert [(c.name, c.holds) for c in told.conditions] == [
        ("kind", True),
        ("payer_kind", False),
        ("tag", True),
    ]
    assert "Its payer kind is manual." in told.sentence
    assert told.reminder_id is None


def test_an_explanation_tells_the_whole_chain() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days")
    ana = stage.told("ana", next_on=date(2026, 3, 10), standing="paused")
    stage.plan()
    stage.told("ana", standing="active")
    stage.walk(at("2026-03-04 12:00"))
    (due,) = explain(stage.organization, ana, now=stage.now, step="7-days")
    chain = [(d.before, d.after, d.sentence) for d in due.steps[0].decisions]
    assert chain == [
        (None, "skipped", "The subscription is paused."),
        ("skipped", "planned", "The reason to speak came back."),
        ("planned", "released", "The moment came, and the reminder was released."),
    ]
    assert due.sentence == ""
    assert explain(stage.organization, ana, now=stage.now, step="other")[0].steps == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("far", "it will be written down 2 days before"),
        ("off", "switched off"),
        ("near", "The next pulse will write it down."),
    ],
)
def test_an_explanation_says_what_is_to_come(change: str, words: str) -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days", on=change != "off")
    day = 30 if change == "far" else 10
    ana = stage.told("ana", next_on=date(2026, 3, day))
    (due,) = explain(stage.organization, ana, now=stage.now)
    assert words in due.steps[0].sentence


def test_reminders_are_listed_and_counted_by_their_moment() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 10))
    stage.told("bob", next_on=date(2026, 3, 11), standing="paused")
    stage.walk(at("2026-03-10 12:00"))
    rows = list_reminders(stage.organization)
    assert [(r.subscription, r.state, r.sentence) for r in rows] == [
        ("ana", "released", "The moment came, and the reminder was released."),
        ("bob", "skipped", "The subscription is paused."),
    ]
    assert [r.subscription for r in list_reminders(stage.organization, newest_first=True, limit=1)] == ["bob"]
    assert list_reminders(stage.organization, states=[ReminderState.MISSED]) == []
    day = at("2026-03-04 00:00")
    counts = reasons_between(stage.organization, day, day + timedelta(days=1))
    assert counts == {(ReminderState.SKIPPED, Reason.PAUSED): 1}
    assert [r.subscription for r in list_reminders(stage.organization, since=day)] == ["bob"]
    assert [r.subscription for r in list_reminders(stage.organization, until=day)] == ["ana"]


def test_nobody_sees_a_neighbours_reminders() -> None:
    stage, other = Stage(at("2026-03-02 12:00")), Stage(at("2026-03-02 12:00"), key="other")
    for each in (stage, other):
        each.source()
        each.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 10))
    stage.plan()
    other.plan()
    assert other.reminders() == []
    assert list_reminders(other.organization) == []
    assert foreseen(other, at("2026-05-01 12:00")) == []
    assert inside_counts(other.organization, other.now)[0].count == 0
    assert len(foreseen(stage, at("2026-03-20 12:00"))) == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"standing": "paused"}, "The subscription is paused."),
        ({"amount_minor": 0}, "Nothing is to be paid."),
        ({"next_on": date(2026, 3, 5)}, "The moment to speak had passed before we could know of it."),
    ],
)
def test_an_explanation_promises_no_speech_where_none_will_be(facts: dict[str, Any], words: str) -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days")
    ana = stage.told("ana", **{"next_on": date(2026, 3, 10), **facts})
    (step,) = explain(stage.organization, ana, now=stage.now)[0].steps
    assert (step.will_speak_at, step.sentence.endswith(words)) == (None, True)
    stage.plan()
    assert stage.reminders()[0].state == ReminderState.SKIPPED


def test_an_explanation_foresees_when_it_will_be_said() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days")
    ana = stage.told("ana", next_on=date(2026, 3, 20))
    (step,) = explain(stage.organization, ana, now=stage.now)[0].steps
    assert step.will_speak_at == at("2026-03-13 09:00")
    stage.walk(at("2026-03-14 12:00"))
    assert stage.said == [("ana", "7-days", "2026-03-13 09:00")]


def test_going_live_counts_only_those_of_the_past_that_will_be_spoken_of() -> None:
    stage = Stage(at("2026-03-02 12:00"), live=False)
    stage.source()
    stage.rule("renewals", "14 days", "7 days", past_moments=PastMoments.SPEAK)
    stage.told("ana", next_on=date(2026, 3, 4))
    counts = {count.step: count.count for count in inside_counts(stage.organization, stage.now)}
    assert counts == {"14-days": 0, "7-days": 1}
    stage.go_live()
    assert stage.pulse() == [("ana", "7-days", "2026-03-02 12:00")]


def test_what_is_planned_keeps_its_moment_when_the_clock_is_turned_back() -> None:
    stage = Stage(at("2026-03-18 22:00"))
    stage.source()
    stage.rule("renewals", "3 days", past_moments=PastMoments.SPEAK)
    stage.told("ana", next_on=date(2026, 3, 20))
    stage.plan()
    stage.now = at("2026-03-17 10:00")
    (ahead,) = upcoming(stage.organization, now=stage.now, until=at("2026-03-21 00:00"))
    assert stage.walk(at("2026-03-21 00:00")) == [("ana", "3-days", f"{ahead.moment:%Y-%m-%d %H:%M}")]
