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


def test_ana_declines_courtesies_through_one_renewal(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "14 days", "3 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-20")
    life.expect("2026-01-17 14-days ana")
    wish(life, "ana", wants_courtesy=False)
    life.until("2026-01-29")
    life.expect_silence(ana="opted_out")
    life.still_there("ana")
    life.until("2026-02-15")
    wish(life, "ana", wants_courtesy=True)
    # Two weeks before the next renewal was yesterday: that is caught up with as after any outage.
    life.advance(hours=1)
    life.until("2026-02-28")
    life.expect("2026-02-15 14-days ana", "2026-02-25 3-days ana")


def test_ben_is_written_to_at_the_address_that_he_wishes(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "14 days", "3 days")
    life.told("ben", next_on=date(2026, 1, 31))
    wanted = [NewSuppression("BEN@example.org", SuppressionReason.COMPLAINT)]
    suppress(organization=life.organization, wanted=wanted, actor=ACTOR, now=life.now)
    life.until("2026-01-20")
    life.expect_silence(ben="suppressed")
    wish(life, "ben", address="ben@elsewhere.example")
    life.until("2026-01-29")
    life.expect("2026-01-28 3-days ben")
    wish(life, "ben", address="")
    life.still_there("ben")
    life.until("2026-02-15")
    life.expect_silence(ben="suppressed")
    lift(organization=life.organization, addresses=["ben@example.org"], actor=ACTOR, now=life.now)
    life.until("2026-02-28")
    # The catch-up window of the 14th has passed: what is left is the later step.
    life.expect("2026-02-25 3-days ben")
