"""What members did after reminders, told by the ledger's changes and by nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from forenotice.ledger.operations import cancel_subscription, record_payment
from forenotice.outcomes.models import Outcome, OutcomeCount
from forenotice.outcomes.operations import close_outcomes
from forenotice.outcomes.queries import expected_in_a_year, expected_revenue, followed, outcomes_of
from forenotice.outcomes.states import Following, Risk
from forenotice.planner.operations import count_ahead
from tests.planner.stage import Stage
from tests.support.world import ACTOR, START, at

pytestmark = pytest.mark.django_db


def a_stage(**more: Any) -> Stage:
    """Five members reminded on 3 March of what is due on 10 March."""
    stage = Stage(at("2026-03-02 12:00"), **more)
    stage.source(fresh_for_days=400)
    stage.rule("renewals", "7 days")
    for who in ("ana", "bob", "cem", "dee", "eva"):
        stage.told(who, next_on=date(2026, 3, 10))
    stage.walk(at("2026-03-04 12:00"))
    return stage


def close(stage: Stage) -> set[tuple[str, str]]:
    """Everything that followed, so far."""
    close_outcomes(organization=stage.organization, now=stage.now)
    rows = Outcome.objects.filter(organization=stage.organization)
    return set(rows.values_list("reminder__due_date__subscription__external_id", "kind"))


def test_what_follows_a_reminder_is_written_once_and_the_rest_is_nothing() -> None:
    stage = a_stage()
    assert close(stage) == set()
    stage.told("ana", card_brand="Visa", card_last4="4242", card_expires_on=date(2030, 1, 31))
    stage.told("bob", cancel_at_period_end=True)
    number = stage.subscription("cem").pk
    record_payment(organization=stage.organization, subscription_id=number, actor=ACTOR, now=stage.now)
    found = {("ana", "card_updated"), ("bob", "cancelled"), ("cem", "payment_made")}
    assert close(stage) == found
    stage.walk(at("2026-03-11 12:00"))
    stage.told("dee", next_on=date(2026, 4, 10))
    found |= {("dee", "payment_made")}
    assert close(stage) == found
    stage.walk(at("2026-03-17 23:00"))
    assert close(stage) == found
    stage.walk(at("2026-03-18 12:00"))
    assert close(stage) == found | {("eva", "nothing")}
    stage.told("eva", standing="cancelled")
    assert ("eva", "cancelled") not in close(stage)
    reminder = stage.reminder("cem", "7-days")
    assert outcomes_of(stage.organization, [reminder.pk]) == {
        reminder.pk: [(Following.PAYMENT_MADE, at("2026-03-04 12:00"))]
    }


def test_the_tally_is_the_outcomes_by_rule_and_kind() -> None:
    stage = a_stage()
    for who in ("ana", "bob"):
        cancel_subscription(
            organization=stage.organization,
            subscription_id=stage.subscription(who).pk,
            at_period_end=True,
            actor=ACTOR,
            now=stage.now,
        )
    close(stage)
    stage.now += timedelta(days=1)
    stage.told("cem", next_on=date(2026, 4, 10))
    close(stage)
    told = followed(stage.organization, stage.now)
    assert [(one.rule, one.due_kind, one.kind, one.count) for one in told] == [
        ("renewals", "renewal", Following.CANCELLED, 2),
        ("renewals", "renewal", Following.PAYMENT_MADE, 1),
    ]
    assert [one.count for one in followed(stage.organization, stage.now, days=0)] == [1]
    assert followed(stage.organization, stage.now + timedelta(days=40)) == []
    assert sum(OutcomeCount.objects.values_list("count", flat=True)) == Outcome.objects.count()


def test_what_came_before_a_reminder_or_in_a_rehearsal_is_no_outcome() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source(fresh_for_days=400)
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 10))
    stage.told("ana", cancel_at_period_end=True)
    stage.told("ana", cancel_at_period_end=False)
    stage.walk(at("2026-03-04 12:00"))
    assert close(stage) == set()
    rehearsal = a_stage(key="rehearsing", live=False)
    rehearsal.told("ana", standing="cancelled")
    assert close(rehearsal) == set()


def test_a_year_of_payments_is_foreseen_from_what_is_counted() -> None:
    stage = Stage(START)
    stage.told("ana", next_on=date(2026, 3, 10), amount_minor=1000)
    stage.told("bob", next_on=date(2026, 3, 10), payer_kind="manual", interval_unit="year")
    stage.told("cem", next_on=date(2026, 4, 10), cancel_at_period_end=True)
    stage.told(
        "dee",
        next_on=date(2026, 3, 31),
        card_brand="Visa",
        card_last4="4242",
        card_expires_on=date(2026, 4, 30),
    )
    stage.told("eva", next_on=date(2026, 3, 10), standing="paused")
    stage.told("fay", next_on=date(2027, 3, 1))
    count_ahead(organization=stage.organization, now=stage.now)
    found = expected_revenue(stage.organization, stage.now)
    assert len(found.by_month) == 12
    year = expected_in_a_year(stage.organization, stage.now)
    assert (len(year.by_month), year.until_on) == (13, date(2027, 3, 2))
    assert year.by_month[-1].total.minor == 1200, "the year ends on its day, not with a month"
    march, april, may = found.by_month[:3]
    assert (march.total.minor, march.at(Risk.MANUAL).minor, march.at(Risk.CARD).minor) == (3400, 1200, 0)
    assert (april.total.minor, april.at(Risk.CANCELLED).minor) == (2200, 1200)
    assert (may.total.minor, may.at(Risk.CARD).minor) == (2200, 1200)
    assert sum(month.total.minor for month in found.by_month) == sum(
        week.total.minor for week in found.by_week
    )
