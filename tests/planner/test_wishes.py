"""A member who wants to hear some days before does so once, and a wish never costs anybody a reminder."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.consent.operations import set_preference
from forenotice.consent.queries import member_by
from forenotice.kernel.message import MessageClass
from forenotice.planner.queries import explain, upcoming
from forenotice.rules.specification import Anchor
from forenotice.rules.states import PastMoments
from tests.planner.stage import Said, Stage
from tests.support.world import ACTOR, at, step

pytestmark = pytest.mark.django_db


def a_stage(now: str = "2026-03-02 12:00", *, least: int = 1, most: int = 60, **more: Any) -> Stage:
    """A stage whose members may wish."""
    stage = Stage(at(now), least_lead_days=least, most_lead_days=most, **more)
    stage.source(fresh_for_days=400)
    return stage


def wish(stage: Stage, days: int, who: str = "ana") -> None:
    """Let a member wish to hear so many days before; 0 for as the rules say."""
    member = member_by(stage.organization, who)
    set_preference(organization=stage.organization, member=member, lead_days=days, actor=ACTOR, now=stage.now)


def foreseen(stage: Stage, until: str) -> list[Said]:
    """What `upcoming` says, in the words of the stage."""
    found = upcoming(stage.organization, now=stage.now, until=at(until))
    return [(u.subscription, u.step, f"{u.moment:%Y-%m-%d %H:%M}") for u in found if u.withheld is None]


def walk(stage: Stage, until: str) -> list[Said]:
    """Pulse now and whenever something is due, and return what was said."""
    return stage.pulse() + stage.walk(at(until), every=timedelta(days=2))


def publish(stage: Stage, key: str, message_class: MessageClass) -> None:
    """Give a message words of that class."""
    publish_message(
        organization=stage.organization,
        key=key,
        name=key,
        message_class=message_class,
        texts=default_message("renewal").texts_as(message_class),
        actor=ACTOR,
        now=stage.now,
    )


# A yearly payment on 20 May, seen from 2 March: steps, the wish, and what is said of it.
YEARLY = [
    (["14 days"], 30, ["04-20 14-days"]),
    (["14 days"], 5, ["05-15 14-days"]),
    (["14 days", "3 days"], 30, ["04-20 14-days", "05-17 3-days"]),
    (["14 days", "3 days"], 4, ["05-16 14-days", "05-17 3-days"]),
    (["14 days", "3 days"], 3, ["05-17 14-days"]),
    (["14 days", "3 days", "1 day"], 2, ["05-18 14-days", "05-19 1-day"]),
    (["3 days", "1 month"], 7, ["05-13 1-month", "05-17 3-days"]),
    (["1 week", step("7 days", key="days"), "3 days"], 10, ["05-10 1-week", "05-10 days", "05-17 3-days"]),
    (["72 hours", "2 days"], 30, ["04-20 2-days", "05-17 72-hours"]),
    (["72 hours", "2 days"], 3, ["05-17 2-days"]),
    (["72 hours"], 30, ["05-17 72-hours"]),
    (["0 days"], 2, ["05-18 0-days"]),
    ([step("9 days", anchor=Anchor.CANCEL_BY), "7 days"], 20, ["04-20 9-days", "04-30 7-days"]),
    (["14 days"], 60, ["03-21 14-days"]),
]


@pytest.mark.parametrize(("steps", "days", "said"), YEARLY)
def test_the_first_courtesy_step_speaks_when_the_member_wishes(
    steps: list[Any], days: int, said: list[str]
) -> None:
    stage = a_stage()
    stage.rule("yearly", *steps)
    for who in ("ana", "ben"):
        stage.told(who, next_on=date(2026, 5, 20), interval_unit="year", cancel_by_on=date(2026, 5, 10))
    wish(stage, days)
    words = foreseen(stage, "2026-05-20 12:00")
    assert sorted(f"{when[5:10]} {key}" for who, key, when in words if who == "ana") == sorted(said)
    walk(stage, "2026-05-20 12:00")
    assert sorted(stage.said) == sorted(words)
    own = [f"{when[5:10]} {key}" for who, key, when in stage.said if who == "ben"]
    assert len(own) == len(steps)


@pytest.mark.parametrize(
    ("unit", "days", "first"), [("month", 27, "04-23"), ("month", 28, "05-06"), ("week", 7, "05-06")]
)
def test_a_wish_as_long_as_the_interval_is_not_followed(unit: str, days: int, first: str) -> None:
    stage = a_stage()
    stage.rule("all", "2 weeks")
    stage.told("ana", next_on=date(2026, 5, 20), interval_unit=unit)
    wish(stage, days)
    assert [when[5:10] for _, _, when in walk(stage, "2026-05-19 12:00")] == [first]


@pytest.mark.parametrize("past", PastMoments)
@pytest.mark.parametrize(
    ("days", "said"),
    [
        (40, ["03-15 7-days", "03-20 2-days"]),
        (20, ["03-15 7-days", "03-20 2-days"]),
        (19, ["03-03 7-days", "03-20 2-days"]),
        (1, ["03-21 7-days"]),
    ],
)
def test_of_what_is_nearer_than_wished_the_rule_speaks(days: int, said: list[str], past: PastMoments) -> None:
    stage = a_stage("2026-02-20 12:00")
    stage.rule("yearly", "7 days", "2 days", past_moments=past)
    stage.told("ana", next_on=date(2026, 3, 22), interval_unit="year")
    stage.jump(at("2026-03-02 12:00"))
    wish(stage, days)
    assert [f"{when[5:10]} {key}" for _, key, when in walk(stage, "2026-03-22 12:00")] == said


def test_what_we_know_of_too_late_for_a_wish_is_spoken_of_by_the_rule() -> None:
    stage = a_stage(most=30)
    stage.rule("yearly", "7 days")
    stage.told("ana", next_on=date(2027, 3, 22), interval_unit="year")
    wish(stage, 30)
    stage.jump(at("2026-03-04 12:00"))
    # A second subscription of hers, and one whose day moves nearer, are both nearer than 30 days.
    stage.told("her", member={"external_id": "ana"}, next_on=date(2026, 3, 22), interval_unit="year")
    stage.told("ana", next_on=date(2026, 3, 24), interval_unit="year")
    assert walk(stage, "2026-03-24 12:00") == [
        ("her", "7-days", "2026-03-15 09:00"),
        ("ana", "7-days", "2026-03-17 09:00"),
    ]
    assert foreseen(stage, "2027-03-25 12:00") == [
        ("her", "7-days", "2027-02-20 09:00"),
        ("ana", "7-days", "2027-02-22 09:00"),
    ]


def test_a_rule_or_leave_that_comes_too_late_for_a_wish_floods_nobody() -> None:
    stage = a_stage()
    stage.told("ana", next_on=date(2026, 3, 22), interval_unit="year")
    wish(stage, 14)
    stage.jump(at("2026-03-10 12:00"))
    stage.rule("yearly", "7 days", past_moments=PastMoments.SPEAK)
    stage.rule("other", "5 days", past_moments=PastMoments.SPEAK)
    assert walk(stage, "2026-03-16 12:00") == [("ana", "7-days", "2026-03-15 09:00")]
    # What the owner does not allow is not followed, and what they allow again only from then on.
    stage.told("ben", next_on=date(2026, 3, 29), interval_unit="year")
    wish(stage, 11, "ben")
    stage.plan()
    assert stage.standing("ben", "7-days") == ("planned", "met")
    stage.declare(most_lead_days=7)
    assert stage.walk(at("2026-03-19 12:00")) == [("ana", "5-days", "2026-03-17 09:00")]
    stage.declare(most_lead_days=20)
    assert walk(stage, "2026-03-29 12:00") == [
        ("ben", "7-days", "2026-03-22 09:00"),
        ("ben", "5-days", "2026-03-24 09:00"),
    ]


def test_what_law_demands_stays_where_it_is() -> None:
    stage = a_stage()
    publish(stage, "law", MessageClass.REQUIRED)
    publish(stage, "renewal", MessageClass.COURTESY)
    stage.rule("yearly", step("30 days", key="law", message="law"), "14 days", "7 days")
    stage.told("ana", next_on=date(2026, 5, 20), interval_unit="year")
    wish(stage, 5)
    assert [f"{when[5:10]} {key}" for _, key, when in walk(stage, "2026-05-20 12:00")] == [
        "04-20 law",
        "05-15 14-days",
    ]


def test_a_message_that_becomes_a_courtesy_lets_its_step_move() -> None:
    stage = a_stage()
    publish(stage, "renewal", MessageClass.REQUIRED)
    stage.rule("yearly", "7 days")
    stage.told("ana", next_on=date(2026, 3, 10), interval_unit="year")
    wish(stage, 5)
    stage.plan()
    assert f"{stage.reminder('ana', '7-days').send_at:%m-%d}" == "03-03"
    publish(stage, "renewal", MessageClass.COURTESY)
    stage.plan()
    assert f"{stage.reminder('ana', '7-days').send_at:%m-%d}" == "03-05"


def test_a_wish_moves_what_is_planned_and_back() -> None:
    stage = a_stage()
    stage.rule("yearly", "7 days", "3 days", "1 day")
    stage.told("ana", next_on=date(2026, 3, 11), interval_unit="year")
    stage.plan()
    assert stage.standing("ana", "7-days") == ("planned", "met")
    wish(stage, 2)
    assert stage.plan().changed == {"moved": 1}
    assert f"{stage.reminder('ana', '7-days').send_at:%m-%d %H}" == "03-09 09"
    stage.now = at("2026-03-07 08:00")
    assert stage.pulse() == []
    assert stage.standing("ana", "3-days") == ("skipped", "wished_later")
    wish(stage, 0)
    assert walk(stage, "2026-03-10 12:00") == [
        ("ana", "3-days", "2026-03-08 09:00"),
        ("ana", "1-day", "2026-03-10 09:00"),
    ]
    assert stage.standing("ana", "7-days") == ("missed", "too_late")


def test_why_a_member_hears_when_they_do_is_explained() -> None:
    stage = a_stage()
    stage.rule("yearly", "14 days", "3 days", "1 day")
    stage.told("ana", next_on=date(2026, 5, 20), interval_unit="year")
    wish(stage, 2)
    (due,) = explain(stage.organization, stage.subscription("ana"), now=stage.now)
    told = [
        (one.step, one.lead, one.is_wished, f"{one.will_speak_at:%m-%d}")
        for one in due.steps
        if one.will_speak_at
    ]
    assert told == [("14-days", "2 days", True, "05-18"), ("1-day", "1 day", False, "05-19")]
    assert due.steps[1].sentence == "Nobody will be told: The member wants to hear of it later."
    stage.jump(at("2026-05-18 12:00"))
    (due,) = explain(stage.organization, stage.subscription("ana"), now=stage.now)
    assert [(one.state, one.reason) for one in due.steps] == [
        ("released", "claimed"),
        ("skipped", "wished_later"),
        ("planned", "met"),
    ]
    assert due.steps[0].moment is not None
    assert f"{due.steps[0].moment.send_at:%m-%d %H:%M}" == "05-18 09:00"


def test_whoever_may_not_wish_costs_planning_no_question() -> None:
    """And whoever may but does not costs it one for each time that steps meet due dates."""
    counts = {}
    for name, fields in {"may not": {}, "may": {"least_lead_days": 1, "most_lead_days": 30}}.items():
        stage = Stage(at("2026-03-02 12:00"), key=name.replace(" ", "-"), **fields)
        stage.source()
        stage.rule("yearly", "7 days", "3 days")
        stage.told("ana", next_on=date(2026, 3, 11))
        with CaptureQueriesContext(connection) as asked:
            stage.plan()
        about = [query for query in asked if "consent_preference" in query["sql"]]
        counts[name] = (len(about), stage.standing("ana", "7-days"))
    assert counts == {"may not": (0, ("planned", "met")), "may": (2, ("planned", "met"))}
