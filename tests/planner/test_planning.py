"""What a step says of a due date as time passes: once, ahead of time, to its audience, not to the quiet."""

from datetime import date, time
from typing import Any

import pytest

from forenotice.ledger.facts import ProductFacts
from forenotice.planner.models import Decision, Reminder
from tests.planner.stage import Stage
from tests.support.world import Anchor, Audience, at, step

pytestmark = pytest.mark.django_db


def a_product(external_id: str = "basic", name: str = "Basic", **fields: Any) -> ProductFacts:
    """A product as a source tells it."""
    return ProductFacts(external_id=external_id, name=name, **fields)


def test_a_step_speaks_once_at_its_hour() -> None:
    stage = Stage()
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 20))
    assert stage.walk(at("2026-03-20 12:00")) == [("ana", "7-days", "2026-03-13 09:00")]


def test_the_steps_of_a_rule_speak_one_after_the_other() -> None:
    stage = Stage()
    stage.rule("renewals", "14 days", "1 week", "36 hours", "1 day")
    stage.told("ana", next_on=date(2026, 3, 20))
    assert [(key, when) for _, key, when in stage.walk(at("2026-03-21 12:00"))] == [
        ("14-days", "2026-03-06 09:00"),
        ("1-week", "2026-03-13 09:00"),
        ("36-hours", "2026-03-18 09:00"),
        ("1-day", "2026-03-19 09:00"),
    ]


def test_only_what_lies_inside_the_horizon_is_written_down() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 12))
    stage.plan()
    assert stage.standing("ana", "7-days") is None
    stage.now = at("2026-03-03 08:00")
    stage.plan()
    assert stage.standing("ana", "7-days") is None
    stage.now = at("2026-03-03 09:00")
    assert stage.plan().written == {"met": 1}
    assert stage.standing("ana", "7-days") == ("planned", "met")
    assert stage.plan().is_nothing


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"amount_minor": 0}, "zero_amount"),
        ({"standing": "cancelled"}, "cancelled"),
        ({"cancel_at_period_end": True}, "cancelled_at_period_end"),
        ({"standing": "paused"}, "paused"),
        ({"standing": "past_due"}, "past_due"),
        ({"total_payments": 3, "payments_made": 3}, "payments_complete"),
        ({"standing": "ended"}, "ended"),
    ],
)
def test_quiet_due_dates_are_skipped_with_their_reason(facts: dict[str, Any], reason: str) -> None:
    stage = Stage()
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 10), **facts)
    assert stage.walk(at("2026-03-10 12:00")) == []
    assert stage.standing("ana", "7-days") == ("skipped", reason)


@pytest.mark.parametrize(
    "audience",
    [
        Audience(products=("Basic",)),
        Audience(products=("basic",)),
        Audience(levels=("gold",)),
        Audience(bundles=("Garden",)),
        Audience(intervals=("month",)),
        Audience(intervals=("1 year", "1 month")),
        Audience(payer_kind="automatic"),
        Audience(minimum_amount_minor=1200, currency="EUR"),
        Audience(countries=("FR", "DE")),
        Audience(tags=("vip",)),
    ],
)
def test_the_audience_is_told_and_nobody_else(audience: Audience) -> None:
    stage = Stage()
    stage.rule("renewals", "7 days", audience=audience)
    product = a_product(level="Gold", bundle="garden")
    other = a_product(external_id="other", name="Other", level="silver", bundle="house")
    member = {"country": "FR"}
    stage.told("ana", next_on=date(2026, 3, 10), member=member, product=product, tags="|new|vip|")
    stage.told(
        "bob",
        next_on=date(2026, 3, 10),
        member={"country": "US"},
        product=other,
        tags="|vips|",
        amount_minor=1199,
        interval_count=3,
        payer_kind="manual",
    )
    assert stage.walk(at("2026-03-10 12:00")) == [("ana", "7-days", "2026-03-03 09:00")]
    assert stage.standing("bob", "7-days") is None


def test_a_minimum_amount_is_never_met_in_another_currency() -> None:
    stage = Stage()
    stage.rule("renewals", "7 days", audience=Audience(minimum_amount_minor=1000, currency="EUR"))
    stage.told("ana", next_on=date(2026, 3, 10), currency="JPY", amount_minor=500_000)
    stage.told("bob", next_on=date(2026, 3, 10), amount_minor=None)
    assert stage.walk(at("2026-03-10 12:00")) == []


def test_each_member_is_told_at_their_own_hour() -> None:
    stage = Stage(at("2026-03-02 00:00"))
    stage.rule("renewals", step("7 days", hour=time(10)))
    zones = {"kai": "Pacific/Kiritimati", "pat": "Pacific/Pago_Pago", "ana": "Europe/Paris"}
    for who, zone in zones.items():
        stage.told(who, next_on=date(2026, 3, 20), member={"zone": zone})
    assert stage.walk(at("2026-03-20 00:00")) == [
        ("kai", "7-days", "2026-03-12 20:00"),
        ("ana", "7-days", "2026-03-13 09:00"),
        ("pat", "7-days", "2026-03-13 21:00"),
    ]


def test_hours_before_an_instant_keep_to_the_window() -> None:
    stage = Stage()
    stage.rule("renewals", "24 hours")
    stage.told("day", next_at=at("2026-03-20 15:30"))
    stage.told("night", next_at=at("2026-03-20 03:00"))
    stage.told("bare", next_on=date(2026, 3, 20))
    minutes = stage.walk(at("2026-03-21 00:00"))
    assert minutes == [
        ("night", "24-hours", "2026-03-18 20:00"),
        ("bare", "24-hours", "2026-03-19 09:00"),
        ("day", "24-hours", "2026-03-19 15:30"),
    ]


def test_a_step_may_be_measured_from_the_last_day_to_cancel() -> None:
    stage = Stage()
    stage.rule("renewals", step("5 days", anchor=Anchor.CANCEL_BY))
    stage.told("ana", next_on=date(2026, 3, 31), cancel_by_on=date(2026, 3, 17))
    stage.told("bob", next_on=date(2026, 3, 31))
    assert stage.walk(at("2026-04-01 12:00")) == [("ana", "5-days", "2026-03-12 09:00")]


def test_a_lead_of_four_hundred_days_overflows_nowhere() -> None:
    stage = Stage()
    stage.rule("renewals", "400 days")
    stage.told("ana", next_on=date(2027, 6, 1), interval_count=2, interval_unit="year")
    assert stage.walk(at("2026-05-01 12:00")) == [("ana", "400-days", "2026-04-27 09:00")]


def test_on_the_day_itself_a_step_of_zero_days_speaks_before_the_instant() -> None:
    stage = Stage()
    stage.rule("renewals", step("0 days", hour=time(12)))
    stage.told("bare", next_on=date(2026, 3, 20))
    stage.told("noon", next_at=at("2026-03-20 18:00"))
    stage.told("early", next_at=at("2026-03-20 11:00"))
    stage.told("night", next_at=at("2026-03-20 03:00"))
    assert stage.walk(at("2026-03-21 12:00")) == [
        ("night", "0-days", "2026-03-19 20:00"),
        ("early", "0-days", "2026-03-20 10:00"),
        ("bare", "0-days", "2026-03-20 12:00"),
        ("noon", "0-days", "2026-03-20 12:00"),
    ]


def test_a_rehearsal_is_not_a_speech() -> None:
    stage = Stage(live=False)
    stage.rule("renewals", "7 days", "3 days")
    stage.told("ana", next_on=date(2026, 3, 14))
    assert stage.walk(at("2026-03-08 12:00")) == [("ana", "7-days", "2026-03-07 09:00")]
    stage.go_live()
    assert stage.walk(at("2026-03-14 12:00")) == [("ana", "3-days", "2026-03-11 09:00")]
    assert stage.standing("ana", "7-days") == ("skipped", "already_inside")
    assert Reminder.objects.filter(mode="rehearsal", state="released").count() == 1


def test_every_arrow_leaves_a_decision() -> None:
    stage = Stage()
    stage.rule("renewals", "7 days")
    stage.told("ana", next_on=date(2026, 3, 10))
    stage.plan()
    stage.told("ana", next_on=date(2026, 3, 11))
    stage.plan()
    stage.told("ana", standing="paused")
    stage.plan()
    stage.told("ana", standing="active")
    stage.walk(at("2026-03-05 00:00"))
    arrows = Decision.objects.order_by("id").values_list("before", "after", "reason")
    assert list(arrows) == [
        ("planned", "planned", "moved"),
        ("planned", "cancelled", "paused"),
        ("cancelled", "planned", "came_back"),
        ("planned", "released", "claimed"),
    ]
