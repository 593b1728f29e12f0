"""After an outage: what is caught up, what waits for the window, what is missed and never in silence."""

from datetime import date, timedelta

import pytest

from forenotice.planner.models import Decision
from forenotice.planner.operations import Withheld, release, withhold
from forenotice.planner.states import Reason, ReminderState
from forenotice.rules.states import PastMoments
from tests.planner.stage import Stage
from tests.support.world import ACTOR, at, step

pytestmark = pytest.mark.django_db


def a_stage(lead: str, planned: bool = True) -> Stage:
    """A payment on the 20th, its reminder planned on the 12th or, nothing having run since, not at all."""
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", step(lead, key="only"))
    stage.told("ana", next_on=date(2026, 3, 20))
    stage.plan()
    if planned:
        stage.walk(at("2026-03-12 09:00"))
    return stage


@pytest.mark.parametrize("planned", [True, False])
@pytest.mark.parametrize(
    ("lead", "back", "spoken"),
    [
        # A reminder for the 13th at 9: half an hour late, two days late less a minute, and more.
        ("7 days", "2026-03-13 09:30", "2026-03-13 09:30"),
        ("7 days", "2026-03-15 08:59", "2026-03-15 09:00"),
        ("7 days", "2026-03-15 09:01", ""),
        # For the 18th at 9: a day must be left before the 20th begins.
        ("2 days", "2026-03-18 23:00", ""),
        ("2 days", "2026-03-18 19:00", "2026-03-18 19:00"),
        # For the 19th at 9: within the hour; later, half a day must be left.
        ("1 day", "2026-03-19 10:00", "2026-03-19 10:00"),
        ("1 day", "2026-03-19 11:59", "2026-03-19 11:59"),
        ("1 day", "2026-03-19 12:01", ""),
        # The whole of its time passed, and the payment with it.
        ("7 days", "2026-03-22 12:00", ""),
    ],
)
def test_an_outage_is_caught_up_inside_a_window_and_missed_beyond(
    lead: str, back: str, spoken: str, planned: bool
) -> None:
    stage = a_stage(lead, planned)
    said = stage.jump(at(back)) + stage.walk(at("2026-03-23 00:00"))
    assert said == ([("ana", "only", spoken)] if spoken else [])
    first = stage.reminders()[0]
    expected = ("released", "claimed") if spoken else ("missed", "too_late")
    assert (first.state, first.reason) == expected


def test_what_a_clock_called_too_late_that_was_ahead_is_planned_again() -> None:
    stage = a_stage("7 days")
    stage.now = at("2026-03-19 12:00")
    assert stage.miss().total == 1
    assert stage.jump(at("2026-03-12 10:00")) == []
    assert stage.standing("ana", "only") == ("planned", "came_back")
    last = Decision.objects.latest("pk")
    assert (last.before, last.after) == (ReminderState.MISSED, ReminderState.PLANNED)
    assert stage.walk(at("2026-03-14 00:00")) == [("ana", "only", "2026-03-13 09:00")]
    assert stage.jump(at("2026-03-19 12:00")) == []
    assert stage.standing("ana", "only") == ("released", "claimed")


def test_what_is_planned_again_has_the_moment_of_a_payment_that_moved_meanwhile() -> None:
    stage = a_stage("7 days")
    stage.now = at("2026-03-19 12:00")
    assert stage.miss().total == 1
    stage.told("ana", next_on=date(2026, 3, 25))
    stage.plan()
    assert stage.jump(at("2026-03-12 10:00")) == []
    assert stage.walk(at("2026-03-19 00:00")) == [("ana", "only", "2026-03-18 09:00")]


def test_what_is_caught_up_at_night_waits_for_the_window() -> None:
    stage = a_stage("7 days")
    assert stage.jump(at("2026-03-13 21:00")) == []
    assert stage.walk(at("2026-03-20 00:00")) == [("ana", "only", "2026-03-14 09:00")]


def test_what_would_have_to_leave_outside_the_window_is_missed() -> None:
    stage = a_stage("1 day")
    stage.now = at("2026-03-18 12:00")
    stage.rule("renewals", step("12 hours", key="only"), catch_up_hours=2)
    stage.told("ana", next_at=at("2026-03-20 07:00"))
    stage.plan()
    assert stage.reminder("ana", "only").send_at == at("2026-03-19 19:00")
    assert stage.jump(at("2026-03-19 20:30")) == []
    assert stage.standing("ana", "only") == ("missed", "too_late")


def test_an_owner_may_choose_another_catch_up_window() -> None:
    stage = a_stage("7 days")
    stage.rule("renewals", step("7 days", key="only"), catch_up_hours=96)
    assert stage.jump(at("2026-03-16 12:00")) == [("ana", "only", "2026-03-16 12:00")]


def test_the_time_left_counts_to_the_instant_where_one_is_known() -> None:
    for hour, spoken in (("23:00", True), ("06:00", False)):
        stage = Stage(at("2026-03-02 12:00"), key=f"club-{hour[:2]}")
        stage.rule("renewals", step("1 day", key="only"))
        stage.told("ana", next_at=at(f"2026-03-20 {hour}"))
        stage.walk(at("2026-03-18 12:00"))
        stage.jump(at("2026-03-19 19:00"))
        assert bool(stage.said) is spoken


def test_a_miss_is_written_down_with_its_decision() -> None:
    stage = a_stage("7 days")
    stage.now = at("2026-03-16 12:00")
    stage.plan()
    missed = stage.miss()
    assert missed.total == 1
    decision = Decision.objects.get()
    assert (decision.before, decision.after, decision.reason) == ("planned", "missed", "too_late")
    assert stage.miss().total == 0


def test_a_paused_member_is_not_missed_but_skipped() -> None:
    stage = a_stage("7 days", planned=False)
    stage.told("ana", standing="paused")
    stage.jump(at("2026-03-22 12:00"))
    assert stage.standing("ana", "only") == ("skipped", "paused")


def test_those_new_to_us_are_already_inside_and_not_late() -> None:
    stage = Stage(at("2026-03-14 12:00"))
    stage.rule("renewals", "7 days", "3 days")
    stage.told("ana", next_on=date(2026, 3, 20))
    assert stage.walk(at("2026-03-20 12:00")) == [("ana", "3-days", "2026-03-17 09:00")]
    assert stage.standing("ana", "7-days") == ("skipped", "already_inside")


def test_what_we_knew_before_its_moment_is_late_and_not_inside() -> None:
    stage = Stage(at("2026-03-13 08:00"))
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 20))
    assert stage.jump(at("2026-03-14 10:00")) == [("ana", "7-days", "2026-03-14 10:00")]


def test_a_rule_that_speaks_of_the_past_does_so_at_the_next_opening_and_only_the_nearest_step() -> None:
    stage = Stage(at("2026-03-18 22:00"))
    stage.rule("renewals", "7 days", "3 days", past_moments=PastMoments.SPEAK)
    stage.told("ana", next_on=date(2026, 3, 20))
    assert stage.pulse() == []
    assert stage.walk(at("2026-03-21 00:00")) == [("ana", "3-days", "2026-03-19 09:00")]
    assert stage.standing("ana", "7-days") == ("skipped", "superseded")


def test_a_rule_that_speaks_of_the_past_is_silent_when_no_window_opens_before_the_due_date() -> None:
    stage = Stage(at("2026-03-19 22:00"))
    stage.rule("renewals", "7 days", past_moments=PastMoments.SPEAK)
    stage.told("ana", next_on=date(2026, 3, 20))
    assert stage.walk(at("2026-03-21 00:00")) == []
    assert stage.standing("ana", "7-days") == ("skipped", "already_inside")


def test_a_clock_that_runs_backwards_says_nothing_twice() -> None:
    stage = a_stage("7 days")
    assert stage.jump(at("2026-03-13 09:00")) == [("ana", "only", "2026-03-13 09:00")]
    for back in ("2026-03-13 08:00", "2026-02-01 00:00", "2026-03-13 09:30"):
        assert stage.jump(at(back)) == []


def test_a_clock_that_was_far_ahead_for_a_moment_leaves_nobody_out() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days")
    stage.plan()
    stage.now = at("2027-03-02 12:00")
    stage.plan()
    stage.now = at("2026-03-02 12:05")
    stage.told("ana", next_on=date(2026, 3, 20))
    assert stage.walk(at("2026-03-20 12:00")) == [("ana", "7-days", "2026-03-13 09:00")]


def test_only_the_nearest_of_several_late_steps_speaks() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "4 days", "3 days")
    stage.told("ana", next_on=date(2026, 3, 20))
    stage.walk(at("2026-03-15 12:00"))
    assert stage.jump(at("2026-03-17 10:00")) == [("ana", "3-days", "2026-03-17 10:00")]
    assert stage.standing("ana", "4-days") == ("skipped", "superseded")


def test_a_step_whose_nearer_one_has_spoken_is_superseded_too() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "4 days", "3 days")
    stage.told("ana", next_on=date(2026, 3, 20))
    stage.walk(at("2026-03-15 12:00"))
    stage.now = at("2026-03-17 09:00")
    stage.plan()
    nearest = stage.reminder("ana", "3-days").pk
    release(organization=stage.organization, reminder_ids=[nearest], actor=ACTOR, now=stage.now)
    assert stage.pulse() == []
    assert stage.standing("ana", "4-days") == ("skipped", "superseded")


def test_steps_of_different_rules_do_not_supersede_each_other() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("one", "4 days")
    stage.rule("two", "3 days")
    stage.told("ana", next_on=date(2026, 3, 20))
    stage.walk(at("2026-03-15 12:00"))
    assert len(stage.jump(at("2026-03-17 10:00"))) == 2


def test_what_is_withheld_leaves_with_its_reason_and_only_once() -> None:
    stage = a_stage("7 days")
    stage.walk(at("2026-03-12 12:00"))
    pk = stage.reminder("ana", "only").pk
    verdict = Withheld(pk, ReminderState.SKIPPED, Reason.STALE_FACTS)
    for expected in ([pk], []):
        done = withhold(organization=stage.organization, verdicts=[verdict], actor=ACTOR, now=stage.now)
        assert done == expected
    assert stage.standing("ana", "only") == ("skipped", "stale_facts")


def test_a_reminder_is_released_once_and_not_before_or_after_its_time() -> None:
    stage = a_stage("7 days")
    pk = stage.reminder("ana", "only").pk

    def released(now: str) -> list[int]:
        return release(organization=stage.organization, reminder_ids=[pk], actor=ACTOR, now=at(now))

    assert released("2026-03-13 08:59") == []
    assert released("2026-03-15 09:01") == []
    assert released("2026-03-13 09:00") == [pk]
    assert released("2026-03-13 09:00") == []


def test_nobody_releases_a_neighbours_reminder() -> None:
    stage, other = a_stage("7 days"), Stage(at("2026-03-02 12:00"), key="other")
    pk, now = stage.reminder("ana", "only").pk, at("2026-03-13 09:00")
    assert release(organization=other.organization, reminder_ids=[pk], actor=ACTOR, now=now) == []
    verdict = Withheld(pk, ReminderState.SKIPPED, Reason.STALE_FACTS)
    assert withhold(organization=other.organization, verdicts=[verdict], actor=ACTOR, now=now) == []
    assert stage.standing("ana", "only") == ("planned", "met")
    assert timedelta(0) < now - other.now
