"""A trial ends, the first payment is made, and the member renews from then on."""

from collections.abc import Callable
from datetime import date

from tests.stories.life import Life
from tests.support.world import step


def test_a_trial_is_announced_as_a_trial_and_then_as_renewals(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("trials", step("3 days", key="trial", message="trial_end"), kinds=("trial_end",))
    life.rule("renewals", "7 days", kinds=("renewal",))
    life.told("ana", standing="trialing", trial_ends_on=date(2026, 1, 19), next_on=date(2026, 1, 19))
    life.until("2026-01-19")
    life.expect("2026-01-16 trial ana")
    life.told("ana", standing="active", trial_ends_on=None, next_on=date(2026, 2, 19))
    life.until("2026-02-19")
    life.expect("2026-02-12 7-days ana")
    assert [kind for _, kind, _ in life.kinds("ana")] == ["trial_end", "renewal"]
