"""Ana wants to hear earlier, Ben later, and both of them change their minds; nobody hears anything twice."""

from collections.abc import Callable
from datetime import date

from forenotice.consent.operations import set_preference
from forenotice.consent.queries import member_by
from tests.stories.life import Life
from tests.support.world import ACTOR


def wish(life: Life, who: str, days: int) -> None:
    member = member_by(life.organization, who)
    set_preference(organization=life.organization, member=member, lead_days=days, actor=ACTOR, now=life.now)


def test_two_choose_their_own_days(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-16", least_lead_days=1, most_lead_days=30)
    life.source(fresh_for_days=90)
    life.rule("renewals", "7 days", "3 days")
    for who in ("ana", "ben", "cid"):
        life.told(who, next_on=date(2026, 1, 31))
    wish(life, "ana", 12)
    wish(life, "ben", 2)
    life.until("2026-01-31")
    life.expect(
        "2026-01-19 7-days ana",
        "2026-01-24 7-days cid",
        "2026-01-28 3-days ana",
        "2026-01-28 3-days cid",
        "2026-01-29 7-days ben",
    )

    # Ana is told 12 days before again, and asks for 20 only then; Ben asks for 20 when 24 are left.
    life.until("2026-02-04")
    wish(life, "ben", 20)
    life.until("2026-02-16")
    wish(life, "ana", 20)
    life.until("2026-02-28")
    life.expect(
        "2026-02-08 7-days ben",
        "2026-02-16 7-days ana",
        "2026-02-21 7-days cid",
        "2026-02-25 3-days ana",
        "2026-02-25 3-days ben",
        "2026-02-25 3-days cid",
    )

    # The owner lets members choose no more, and everybody hears what the rule says.
    life.declare(least_lead_days=None, most_lead_days=None)
    life.until("2026-03-31")
    life.expect(
        *(
            f"2026-03-{day} {step} {who}"
            for day, step in (("24", "7-days"), ("28", "3-days"))
            for who in ("ana", "ben", "cid")
        )
    )
