"""What left and what was withheld, counted by day, is what the reminders themselves say."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from forenotice.kernel.local_time import local_day
from forenotice.planner.models import ChangedMoment, PastCount
from forenotice.planner.operations import count_ahead, count_past
from forenotice.planner.queries import LeavingDay, leaving_by_day, past_by_day, uncounted, withheld
from forenotice.planner.states import Reason, ReminderState
from tests.planner.stage import Stage
from tests.planner.test_looking_ahead import lively
from tests.support.world import at

pytestmark = pytest.mark.django_db


def kept(stage: Stage) -> Counter[tuple[Any, ...]]:
    """What is kept of each day, brought up to date."""
    count_past(organization=stage.organization)
    rows = PastCount.objects.filter(organization=stage.organization)
    told = rows.values_list("mode", "moment_on", "rule__key", "kind", "state", "reason", "count")
    return Counter({row[:-1]: row[-1] for row in told})


def afresh(stage: Stage) -> Counter[tuple[Any, ...]]:
    """What the reminders say."""
    return Counter(
        (r.mode, local_day(r.release_at, "UTC"), r.rule.key, r.due_date.kind, r.state, r.reason)
        for r in stage.reminders()
        if r.state != ReminderState.PLANNED
    )


def test_counts_follow_each_arrow() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source(fresh_for_days=400)
    stage.rule("renewals", "14 days", "7 days", "1 day")
    lively(stage)
    for days, told in ((1, {}), (6, {"next_on": date(2026, 3, 20)}), (2, {"standing": "paused"}), (20, {})):
        if told:
            stage.told("monthly", **told)
            stage.told("leaving", cancel_at_period_end=days == 2)
        stage.walk(stage.now + timedelta(days=days))
        assert kept(stage) == afresh(stage)
    assert not ChangedMoment.objects.exists()
    assert count_past(organization=stage.organization) == 0


def test_home_reads_what_leaves_what_left_and_why_the_rest_did_not() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 10), amount_minor=900)
    stage.told("bob", next_on=date(2026, 3, 11))
    stage.told("cem", next_on=date(2026, 3, 11), amount_minor=None)
    stage.told("dee", next_on=date(2026, 3, 10), cancel_at_period_end=True)
    assert (uncounted(stage.organization).days, leaving_by_day(stage.organization, stage.now)) == (2, [])
    count_ahead(organization=stage.organization, now=stage.now)
    assert uncounted(stage.organization).days == 0
    leaving = leaving_by_day(stage.organization, stage.now, days=2)
    assert leaving == [
        LeavingDay(date(2026, 3, 3), "renewal", "EUR", 1, 0, 900),
        LeavingDay(date(2026, 3, 4), "renewal", "EUR", 2, 1, 1200),
    ]
    assert leaving_by_day(stage.organization, stage.now, days=2, rule="renewals") == leaving
    assert leaving_by_day(stage.organization, stage.now, rule="other") == []
    stage.walk(at("2026-03-05 12:00"))
    count_past(organization=stage.organization)
    past = past_by_day(stage.organization, stage.now)
    left = [(day.day, day.kind, day.count) for day in past if day.state is ReminderState.RELEASED]
    assert left == [(date(2026, 3, 3), "renewal", 1), (date(2026, 3, 4), "renewal", 2)]
    (silent,) = withheld(stage.organization, stage.now)
    assert (silent.reason, silent.state, silent.count) == (
        Reason.CANCELLED_AT_PERIOD_END,
        ReminderState.SKIPPED,
        1,
    )
