"""A member who pays by hand stores a card: still the same payment, now an automatic one."""

from collections.abc import Callable
from datetime import date

from tests.stories.life import Life
from tests.support.world import step


def test_a_stored_card_turns_the_payment_due_into_a_renewal(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule(
        "to-pay",
        step("14 days", message="payment_due"),
        step("7 days", message="payment_due"),
        kinds=("payment_due",),
    )
    life.rule("renewals", step("3 days"), kinds=("renewal",))
    life.told("ana", next_on=date(2026, 1, 31), payer_kind="manual")
    life.until("2026-01-18")
    life.expect("2026-01-17 14-days ana")
    life.told("ana", payer_kind="automatic", card_brand="Visa", card_last4="4242")
    life.until("2026-01-30")
    life.expect("2026-01-28 3-days ana")
    assert life.kinds("ana") == [("2026-01-31", "renewal", "")]
