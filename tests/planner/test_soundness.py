"""A step that speaks over another payment is found out once it meets one."""

from collections import Counter
from datetime import date, timedelta

import pytest

from forenotice.kernel.interval import Interval, Unit
from forenotice.planner.operations import count_ahead
from forenotice.planner.queries import (
    SortWithoutRule,
    WithoutRule,
    inside_by_day,
    inside_through,
    long_leads,
    payments_without_rule,
    sorts_without_rule,
)
from forenotice.rules.specification import Audience
from tests.planner.stage import Stage

pytestmark = pytest.mark.django_db


def _found(stage: Stage) -> list[tuple[str, str, str, int]]:
    return [
        (one.rule, one.step, f"{one.interval.count} {one.interval.unit}", one.count)
        for one in long_leads(stage.organization)
    ]


def test_steps_are_held_against_the_intervals_that_they_meet() -> None:
    stage = Stage()
    stage.rule("all", "30 days", "4 weeks", "1 month", "27 days", "7 days", "6 days")
    assert _found(stage) == []
    for number in range(3):
        stage.told(f"monthly-{number}", next_on=date(2026, 3, 11))
    stage.told("weekly", next_on=date(2026, 3, 6), interval_unit="week")
    stage.told("yearly", next_on=date(2026, 4, 2), interval_unit="year")
    monthly = [("all", step, "1 month", 3) for step in ("30-days", "4-weeks", "1-month")]
    weekly = [("all", step, "1 week", 1) for step in ("30-days", "4-weeks", "1-month", "27-days", "7-days")]
    assert sorted(_found(stage)) == sorted(monthly + weekly)


def test_only_what_a_rule_that_is_on_meets_counts() -> None:
    stage = Stage()
    stage.told("monthly", next_on=date(2026, 3, 11))
    stage.told("paused", next_on=date(2026, 3, 11), standing="paused")
    stage.rule("off", "30 days", on=False)
    stage.rule("yearly", "30 days", audience=Audience(intervals=("1 year",)))
    stage.rule("ends", "30 days", kinds=("term_end", "card_expiry"))
    stage.rule("manual", "30 days", audience=Audience(payer_kind="manual"))
    assert _found(stage) == []
    stage.rule("off", "30 days")
    assert _found(stage) == [("off", "30-days", "1 month", 1)]


def test_the_sentence_names_rule_step_interval_and_how_many() -> None:
    stage = Stage()
    stage.rule("all", "30 days")
    stage.told("a", next_on=date(2026, 3, 11))
    [found] = map(str, long_leads(stage.organization))
    assert found.startswith(
        'Rule "all", step "30-days" speaks 30 days before, and meets 1 subscription that is paid every month:'
    )
    stage.told("b", next_on=date(2026, 3, 11))
    stage.told("c", next_on=date(2026, 3, 11), interval_count=2, interval_unit="week")
    sentences = " ".join(map(str, long_leads(stage.organization)))
    assert "2 subscriptions that are paid every month" in sentences
    assert "every 2 weeks" in sentences


def test_another_organizations_members_are_not_asked() -> None:
    stage, other = Stage(), Stage(key="other")
    stage.rule("all", "30 days")
    other.told("monthly", next_on=date(2026, 3, 11))
    assert _found(stage) == []


def test_payments_that_no_rule_is_meant_for_are_counted_by_product() -> None:
    stage = Stage()
    basic = stage.told("ana", next_on=date(2026, 3, 11)).product
    stage.told("ben", next_on=date(2026, 3, 11), amount_minor=None)
    stage.told("quiet", next_on=date(2026, 3, 11), standing="paused")
    assert payments_without_rule(stage.organization) == [WithoutRule(basic.name, 2)]
    stage.rule("dear", "7 days", "3 days", audience=Audience(minimum_amount_minor=1_000, currency="EUR"))
    assert payments_without_rule(stage.organization) == [WithoutRule(basic.name, 1)]
    stage.rule("all", "7 days")
    assert payments_without_rule(stage.organization) == []
    stage.rule("all", "7 days", on=False)
    assert payments_without_rule(stage.organization) == [WithoutRule(basic.name, 1)]


def test_they_are_counted_by_sort_too_and_so_are_those_that_are_too_near() -> None:
    stage = Stage()
    stage.told("year", next_on=date(2026, 3, 11), interval_unit="year")
    stage.told("twelve", next_on=date(2026, 3, 20), interval_count=12)
    stage.told("quarter", next_on=date(2026, 3, 11), interval_count=3)
    stage.told("hand", next_on=date(2026, 3, 11), payer_kind="manual")
    stage.told("quiet", next_on=date(2026, 3, 11), standing="paused")
    stage.rule("yearly", "14 days", "7 days", audience=Audience(intervals=("1 year",)))
    count_ahead(organization=stage.organization, now=stage.now)
    quarterly, monthly = Interval(3, Unit.MONTH), Interval(1, Unit.MONTH)
    today, later = stage.now.date(), stage.in_days(100)
    assert sorts_without_rule(stage.organization, today, later, few=0) == (
        [
            SortWithoutRule("payment_due", "manual", monthly, 1),
            SortWithoutRule("renewal", "automatic", quarterly, 1),
        ],
        None,
    )
    # On the second of March, 14 days before the eleventh have passed.
    assert inside_through(stage.organization, stage.now) == date(2026, 3, 16)
    (near,), _ = inside_by_day(stage.organization, stage.now, today, later, few=0)
    assert (near.rule, near.step, near.count, near.speaks) == ("yearly", "14-days", 1, False)
    with_hand = stage.now + timedelta(days=2, hours=12)
    found, _ = inside_by_day(stage.organization, with_hand, with_hand.date(), later)
    assert [(each.step, each.count) for each in found] == [("14-days", 1), ("7-days", 1)]
    stage.rule(
        "dear", "14 days", audience=Audience(payer_kind="manual", countries=("FR",)), kinds=("payment_due",)
    )

    def asked(few: int) -> tuple[Counter[str], Counter[str], int]:
        """Of what kinds there are without a rule, for which rules it is too late, and in how many pieces."""
        kinds, rules, pieces = Counter[str](), Counter[str](), 0
        begin: date | None = today
        while begin is not None:
            sorts, next_on = sorts_without_rule(stage.organization, begin, later, few)
            inside, same_on = inside_by_day(stage.organization, stage.now, begin, later, few)
            assert next_on == same_on
            kinds += Counter({each.kind: each.count for each in sorts})
            rules += Counter({each.rule: each.count for each in inside})
            pieces, begin = pieces + 1, next_on
        return kinds, rules, pieces

    # Nobody is in France. Of very many payments some days are counted at a time, and it comes to the same.
    assert asked(few=100) == (Counter(renewal=1, payment_due=1), Counter(yearly=1), 1)
    kinds, rules, pieces = asked(few=1)
    assert (kinds, rules) == (Counter(renewal=1, payment_due=1), Counter(yearly=1))
    assert pieces > 1
