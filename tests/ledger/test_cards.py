"""A card that expires is told of in time for the payment that it cannot pay, once for each card."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.cards import FORESIGHT, card_row
from forenotice.ledger.derive import derive, derive_card
from forenotice.ledger.due import Due
from tests.ledger.examples import NOW, agreed, day, told


def card(**changes: Any) -> Due | None:
    """The card's due date when these facts are told first."""
    agreement = agreed(told(card_brand="Visa", card_last4="4242", **changes))
    payments = [row for row in derive(agreement, None, [], NOW) if row.occasion == "payment"]
    return card_row(agreement, payments[0] if payments else None, NOW)


YEARLY = {"interval_unit": "year", "next_on": day("2027-01-10")}


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({**YEARLY, "card_expires_on": day("2026-12-31")}, True),
        ({**YEARLY, "card_expires_on": day("2027-01-31")}, True),
        ({**YEARLY, "card_expires_on": day("2027-04-30")}, False),
        ({"card_expires_on": day("2025-12-31")}, True),
        ({"card_expires_on": day("2026-03-31")}, True),
        ({"card_expires_on": day("2026-04-30")}, False),
        ({"card_expires_on": None}, False),
        ({"card_expires_on": day("2025-12-31"), "payer_kind": "manual"}, False),
        ({"card_expires_on": day("2025-12-31"), "next_on": None}, False),
        ({"card_expires_on": day("2025-12-31"), "standing": "cancelled"}, False),
        ({"card_expires_on": day("2025-12-31"), "cancel_at_period_end": True}, False),
        ({"card_expires_on": day("2025-12-31"), "total_payments": 3, "payments_made": 3}, False),
        ({"card_expires_on": day("2025-12-31"), "total_payments": 3, "payments_made": 2}, True),
        ({"card_expires_on": day("2026-01-31"), "total_payments": 3, "payments_made": 2}, False),
        ({"card_expires_on": day("2026-01-31"), "total_payments": 3, "payments_made": 1}, True),
        ({"card_expires_on": day("2026-02-28"), "total_payments": 3, "payments_made": 1}, False),
        ({"card_expires_on": day("2026-01-31"), "interval_count": None, "interval_unit": ""}, False),
        ({"card_expires_on": day("2025-12-31"), "interval_count": None, "interval_unit": ""}, True),
    ],
)
def test_a_card_is_told_of_when_a_payment_comes_after_its_expiry(
    changes: dict[str, Any], *, is_told: bool
) -> None:
    row = card(**changes)
    assert (row is not None) == is_told
    if row is not None:
        assert (row.occasion, row.kind, row.due_on) == ("card", "card_expiry", changes["card_expires_on"])
        assert row.cycle == f"visa:4242:{row.due_on:%Y-%m}"


def test_a_card_is_quiet_as_the_payment_is() -> None:
    row = card(card_expires_on=day("2025-12-31"), standing="paused")
    assert row is not None
    assert row.quiet == "paused"


@given(
    first=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    interval=st.sampled_from(
        [Interval(1, Unit.WEEK), Interval(1, Unit.MONTH), Interval(3, Unit.MONTH), Interval(1, Unit.YEAR)]
    ),
    days_to_expiry=st.integers(0, FORESIGHT.days),
    days_later=st.integers(0, 800),
)
def test_in_the_92_days_before_its_expiry_every_card_is_known_however_payments_fall(
    first: date, interval: Interval, days_to_expiry: int, days_later: int
) -> None:
    """Whatever the day: the next payment alone decides, and it is always told or rolled."""
    today = first + timedelta(days=days_later)
    cycle = 0
    while interval.after(first, cycle, first.day) < today:
        cycle += 1
    row = card(
        card_expires_on=today + timedelta(days=days_to_expiry),
        next_on=interval.after(first, cycle, first.day),
        interval_count=interval.count,
        interval_unit=interval.unit.value,
    )
    assert row is not None


def own(row: Due, number: int) -> Due:
    return row._replace(id=number)


def test_a_replaced_card_withdraws_the_old_one() -> None:
    facts = told(card_brand="visa", card_last4="4242", card_expires_on=day("2025-12-31"))
    agreement = agreed(facts)
    payment = derive(agreement, None, [], NOW)[0]
    (first,), _ = derive_card(agreement, payment, [], NOW)
    facts = told(card_brand="visa", card_last4="1111", card_expires_on=day("2029-12-31"))
    changed, is_free = derive_card(agreed(facts), payment, [own(first, 7)], NOW)
    assert [(row.id, row.closing) for row in changed] == [(7, "withdrawn")]
    assert is_free


def test_a_second_subscription_with_the_same_card_adds_none_and_takes_over_when_the_first_lets_go() -> None:
    facts = told(card_brand="visa", card_last4="4242", card_expires_on=day("2025-12-31"))
    first = agreed(facts)
    payment = derive(first, None, [], NOW)[0]
    (row,), _ = derive_card(first, payment, [], NOW)
    row = own(row, 7)
    second = agreed(facts)
    second.subscription_id = 2
    assert derive_card(second, payment, [row], NOW) == ([], False)
    (let_go,), is_free = derive_card(first, None, [row], NOW)
    assert is_free
    (taken,), _ = derive_card(second, payment, [let_go], NOW)
    assert (taken.id, taken.subscription_id, taken.closing) == (7, 2, "")


def test_a_card_whose_day_has_passed_stays_closed() -> None:
    facts = told(card_brand="visa", card_last4="4242", card_expires_on=day("2025-12-31"))
    agreement = agreed(facts)
    payment = derive(agreement, None, [], NOW)[0]
    (row,), _ = derive_card(agreement, payment, [], NOW)
    passed = own(row, 7)._replace(closing="passed", closed_at=NOW)
    assert derive_card(agreement, payment, [passed], NOW) == ([], False)
