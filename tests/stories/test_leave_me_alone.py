"""Ana wants no courtesies for a while, and Ben's address is no good: each silence has a reason and an end."""

from collections.abc import Callable
from datetime import date
from typing import Any

from forenotice.consent.operations import NewSuppression, lift, set_preference, suppress
from forenotice.consent.queries import member_by
from forenotice.consent.states import SuppressionReason
from tests.stories.life import Life
from tests.support.world import ACTOR


def wish(life: Life, who: str, **wishes: Any) -> None:
    member = member_by(life.organization, who)
    set_preference(organization=life.organization, member=member, actor=ACTOR, now=life.now, **wishes)


def test_two_are_left_alone_and_come_back(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-16")
    life.rule("renewals", "14 days", "3 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.told("ben", next_on=date(2026, 1, 31))
    wanted = [NewSuppression("BEN@example.org", SuppressionReason.COMPLAINT)]
    suppress(organization=life.organization, wanted=wanted, actor=ACTOR, now=life.now)
    life.advance(days=1)
    life.expect("2026-01-17 14-days ana")

    wish(life, "ana", wants_courtesy=False)
    wish(life, "ben", address="ben@elsewhere.example")
    life.advance(hours=1)
    life.expect("2026-01-17 14-days ben")

    life.sleep(days=10)
    life.advance(days=1)
    life.expect("2026-01-28 3-days ben")
    wish(life, "ben", address="")
    life.sleep(days=5)
    life.still_there("ana", "ben")
    life.sleep(days=11)
    life.advance(days=1)
    life.expect_silence(ana="opted_out", ben="suppressed")

    # What was withheld yesterday is caught up with, as after any outage; a day later it would be too late.
    wish(life, "ana", wants_courtesy=True)
    life.advance(days=1)
    life.expect("2026-02-15 14-days ana")
    life.advance(days=1)
    lift(organization=life.organization, addresses=["ben@example.org"], actor=ACTOR, now=life.now)
    life.advance(hours=1)
    life.expect()
    life.sleep(days=8)
    life.advance(days=1)
    life.expect("2026-02-25 3-days ana", "2026-02-25 3-days ben")
