"""What is counted of each day ahead is what looking ahead at each member says."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from forenotice.composer.operations import publish_message
from forenotice.composer.texts import MessageSource
from forenotice.consent.lists import NewSuppression
from forenotice.consent.operations import lift, set_preference, suppress
from forenotice.consent.queries import member_by
from forenotice.consent.states import SuppressionReason
from forenotice.kernel.message import MessageClass
from forenotice.ledger.operations import keep_words
from forenotice.planner.models import DayAhead, StepAhead
from forenotice.planner.operations import cancel_by_hand, count_ahead, speak_now
from forenotice.planner.queries import Place, Upcoming, leaving_on, told_ahead, upcoming
from forenotice.rules.models import Step
from forenotice.rules.operations import switch_rule
from tests.planner.stage import Stage
from tests.planner.test_looking_ahead import RULES, lively
from tests.support.world import ACTOR, at

pytestmark = pytest.mark.django_db

FIELDS = ("step__key", "due_on", "send_on", "kind", "currency", "count", "unpriced", "minor", "withheld")


def counted(stage: Stage) -> set[tuple[Any, ...]]:
    """The counts as they are kept, brought up to date."""
    count_ahead(organization=stage.organization, now=stage.now)
    return set(DayAhead.objects.filter(organization=stage.organization).values_list(*FIELDS))


def afresh(stage: Stage) -> set[tuple[Any, ...]]:
    """The same with nothing kept from before."""
    DayAhead.objects.filter(organization=stage.organization).delete()
    StepAhead.objects.filter(organization=stage.organization).delete()
    return counted(stage)


def ahead(stage: Stage) -> Counter[tuple[str, date, str]]:
    """How many of each step and kind are said on each day from tomorrow on."""
    found: Counter[tuple[str, date, str]] = Counter()
    for step, _, send_on, kind, _, count, *_ in counted(stage):
        if stage.now.date() < send_on <= stage.in_days(30):
            found[step, send_on, kind] += count
    return found


def foreseen(stage: Stage) -> Counter[tuple[str, date, str]]:
    """The same, looking at each member."""
    found = upcoming(stage.organization, now=stage.now, until=stage.now + timedelta(days=32))
    days = [(each.step, each.day, each.kind) for each in found if each.withheld is None]
    return Counter(each for each in days if stage.now.date() < each[1] <= stage.in_days(30))


Told = tuple[date, str, str, date, str, object]


def upcoming_ones(stage: Stage) -> list[Told]:
    """Each reminder of the days from tomorrow on, looking at each member."""
    found = upcoming(stage.organization, now=stage.now, until=stage.now + timedelta(days=32))
    return sorted(told(each) for each in found if stage.now.date() < each.day <= stage.in_days(30))


def told(each: Upcoming) -> Told:
    return each.day, each.step, each.subscription, each.due_on, each.kind, each.moment


def listed(stage: Stage, most: int) -> list[Told]:
    """The same, listed day by day and some at a time."""
    found: list[Told] = []
    for days in range(1, 31):
        begin: Place | None = None
        while True:
            day = stage.in_days(days)
            page = leaving_on(stage.organization, day, now=stage.now, begin=begin, most=most)
            assert len(page.rows) <= most
            found += map(told, told_ahead(stage.organization, page.rows, now=stage.now))
            if page.after is None:
                break
            begin = page.after
    return sorted(found)


# What is past is spoken of at once there, and so are payments that come sooner than it speaks.
@pytest.mark.parametrize("rule", [name for name in RULES if name != "speaks"])
def test_counts_say_what_looking_at_each_member_says(rule: str) -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule(rule, *RULES[rule]["steps"], **{k: v for k, v in RULES[rule].items() if k != "steps"})
    lively(stage)
    assert ahead(stage) == foreseen(stage)
    assert ahead(stage)
    assert listed(stage, 2) == upcoming_ones(stage)


def test_a_long_day_lists_payments_that_are_known_before_those_that_follow_them() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule("early", "21 days")
    for number, zone in enumerate(("Asia/Tokyo", "Europe/Paris", "Asia/Tokyo", "America/New_York", "UTC")):
        member = {"zone": zone}
        stage.told(f"known-{number}", next_on=date(2026, 4, 8), member=member)
        stage.told(f"follows-{number}", next_on=date(2026, 3, 8), member=member)
    day = date(2026, 3, 18)
    assert sum(count for (_, on, _), count in ahead(stage).items() if on == day) == 10
    assert listed(stage, 2) == upcoming_ones(stage)
    pages, begin = [], None
    while True:
        page = leaving_on(stage.organization, day, now=stage.now, begin=begin, most=3)
        pages.append([row.is_later for row in page.rows])
        if (begin := page.after) is None:
            break
    assert pages == [[False] * 3, [False, False, True], [True] * 3, [True]]


def test_counts_follow_what_changes_and_are_then_as_if_counted_afresh() -> None:
    stage = Stage(at("2026-03-02 12:00"), least_lead_days=1, most_lead_days=60)
    stage.source(fresh_for_days=400)
    stage.rule("renewals", "14 days", "3 days")
    lively(stage)
    counted(stage)
    stage.told("monthly", next_on=date(2026, 3, 19), amount_minor=None)
    stage.told("leaving", cancel_at_period_end=False)
    member = member_by(stage.organization, "yearly")
    set_preference(organization=stage.organization, member=member, lead_days=20, actor=ACTOR, now=stage.now)
    assert counted(stage) == afresh(stage)
    for days, change in (
        (1, lambda: stage.rule("cards", "30 days", kinds=("card_expiry",))),
        (9, lambda: stage.rule("renewals", "10 days", "3 days")),
        (40, lambda: None),
    ):
        stage.now += timedelta(days=days)
        change()
        stage.pulse()
        kept = counted(stage)
        assert kept == afresh(stage)
        assert ahead(stage) == foreseen(stage)
        assert listed(stage, 50) == upcoming_ones(stage)
    switch_rule(organization=stage.organization, key="renewals", on=False, actor=ACTOR, now=stage.now)
    assert counted(stage) == set()


def withheld(stage: Stage) -> tuple[int, int]:
    """How many will be withheld, as it is counted and looking at each member."""
    after = [row[-1] for row in counted(stage) if stage.now.date() < row[2] <= stage.in_days(30)]
    found = upcoming(stage.organization, now=stage.now, until=stage.now + timedelta(days=32))
    days = [each.day for each in found if each.withheld is not None]
    return sum(after), sum(stage.now.date() < day <= stage.in_days(30) for day in days)


def test_what_will_be_withheld_is_counted_apart_and_what_is_over_not_at_all() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    organization, now = stage.organization, stage.now
    publish_message(
        organization=organization,
        key="renewal",
        name="Renewal",
        message_class=MessageClass.COURTESY,
        texts={"en": MessageSource("It renews", "", "<p>Soon.</p>")},
        actor=ACTOR,
        now=now,
    )
    stage.source(fresh_for_days=400)
    stage.rule("renewals", "7 days", "3 days")
    lively(stage)
    stage.told("nowhere", next_on=date(2026, 3, 19), member={"email": ""})
    stage.told("early", next_on=date(2026, 3, 25), interval_count=None, interval_unit="")
    keep_words(organization=organization)
    assert (withheld(stage), ahead(stage)) == ((2, 2), foreseen(stage))
    monthly = member_by(organization, "monthly")
    set_preference(organization=organization, member=monthly, wants_courtesy=False, actor=ACTOR, now=now)
    silenced = NewSuppression("yearly@EXAMPLE.org", SuppressionReason.OWNER)
    suppress(organization=organization, wanted=[silenced], actor=ACTOR, now=now)
    assert (withheld(stage), ahead(stage)) == ((6, 6), foreseen(stage))
    step_id = Step.objects.get(key="7-days").pk
    asked: dict[str, Any] = {"organization": organization, "actor": ACTOR, "now": now}
    speak_now(due_date_id=stage.due_date("early").pk, step_id=step_id, **asked)
    before = ahead(stage)
    stage.pulse()
    assert before - ahead(stage) == Counter([("7-days", date(2026, 3, 18), "renewal")])
    assert (withheld(stage), ahead(stage), counted(stage)) == ((6, 6), foreseen(stage), afresh(stage))
    assert listed(stage, 2) == upcoming_ones(stage)
    lift(addresses=["yearly@example.org"], organization=organization, actor=ACTOR, now=now)
    stage.told("nowhere", member={"email": "here@example.org"})
    stage.plan()
    cancel_by_hand(reminder_id=stage.reminder("weekly", "3-days").pk, **asked)
    assert (ahead(stage), counted(stage)) == (foreseen(stage), afresh(stage))


@pytest.mark.django_db(transaction=True)
def test_two_that_count_at_once_count_everything_once() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule("renewals", "14 days", "7 days", "3 days")
    lively(stage)
    organization, now = stage.organization, stage.now

    def count() -> int:
        try:
            return count_ahead(organization=organization, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor() as both:
        sums = [future.result() for future in [both.submit(count), both.submit(count)]]
    assert sum(sums) > 0
    kept = DayAhead.objects.filter(organization=organization).values_list(*FIELDS)
    assert Counter(kept) == Counter(afresh(stage))


def test_nothing_is_written_when_nothing_changed() -> None:
    stage = Stage(at("2026-03-02 12:00"))
    stage.source()
    stage.rule("renewals", "7 days")
    lively(stage)
    assert count_ahead(organization=stage.organization, now=stage.now) > 0
    assert count_ahead(organization=stage.organization, now=stage.now) == 0
