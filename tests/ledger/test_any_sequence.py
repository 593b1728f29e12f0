"""Whatever is told, in whatever order and by whatever clock, the ledger keeps its own rules."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forenotice.ledger.facts import MemberFacts, SubscriptionFacts
from forenotice.ledger.models import DueDate
from forenotice.ledger.operations import mark_gone
from forenotice.ledger.operations.passing import passed_subscriptions
from tests.ledger.examples import NOW, day, told
from tests.ledger.telling import Ledger, new_ledger

KEYS = itertools.count(1)
ZONES = ["Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago", ""]
START = day("2026-01-01")


@st.composite
def tellings(draw: st.DrawFn) -> dict[str, Any]:
    """What a source may say of a subscription: sensible or not."""
    next_on = draw(st.none() | st.integers(-40, 200))
    unit = draw(st.sampled_from(["week", "month", "month", "year", ""]))
    return {
        "next_on": None if next_on is None else START + timedelta(days=next_on),
        "interval_unit": unit,
        "interval_count": draw(st.integers(1, 3)) if unit else None,
        "standing": draw(
            st.sampled_from(["active", "active", "active", "trialing", "past_due", "paused", "cancelled"])
        ),
        "cancel_at_period_end": draw(st.booleans()) and draw(st.booleans()),
        "amount_minor": draw(st.sampled_from([None, 0, 1000, 1200])),
        "total_payments": draw(st.none() | st.integers(1, 4)),
        "payments_made": draw(st.none() | st.integers(0, 4)),
        "period_key": draw(st.sampled_from(["", "", "", "a", "b"])),
        "term_ends_on": draw(st.none() | st.just(day("2026-06-30"))),
        "card_expires_on": draw(st.none() | st.sampled_from([day("2026-02-28"), day("2026-05-31")])),
        "member": MemberFacts("m1", zone=draw(st.sampled_from(ZONES))),
        "external_id": draw(st.sampled_from(["s1", "s2"])),
    }


def step() -> st.SearchStrategy[tuple[str, Any, int]]:
    """A telling, a passing of time, or a complete telling; and by how many days the clock moves before it."""
    days = st.integers(-20, 50)
    told_something = st.tuples(st.just("tell"), tellings(), days)
    return told_something | st.tuples(st.sampled_from(["roll", "stale", "gone"]), st.none(), days)


def do(ledger: Ledger, what: str, facts: SubscriptionFacts | None, now: datetime) -> None:
    if facts is not None:
        ledger.tell(facts, now=now)
    elif what == "gone":
        mark_gone(organization=ledger.organization, source="csv", unseen_since=now, actor="x", now=now)
    else:
        ledger.roll(now, {"csv": now - timedelta(days=9999)} if what == "roll" else {})


def lived_through(steps: list[tuple[str, Any, int]]) -> tuple[Ledger, datetime]:
    """A new ledger after all of these, and what its clock shows."""
    ledger, now = new_ledger(f"o{next(KEYS)}"), NOW
    for what, changes, days in steps:
        now += timedelta(days=days)
        do(ledger, what, told(**changes) if changes else None, now)
    return ledger, now


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step(), min_size=1, max_size=14))
def test_one_open_payment_at_most_and_nothing_that_passed_stays_open(
    db: None, steps: list[tuple[str, Any, int]]
) -> None:
    ledger = new_ledger(f"o{next(KEYS)}")
    now = NOW
    for what, changes, days in steps:
        now += timedelta(days=days)
        do(ledger, what, told(**changes) if changes else None, now)
        rows = DueDate.objects.filter(organization=ledger.organization, closing="")
        payments = list(rows.filter(occasion="payment").values_list("subscription_id", flat=True))
        assert len(payments) == len(set(payments))
        assert all(row.closed_at is None for row in rows)
        if changes is None and what != "gone":
            assert passed_subscriptions(ledger.organization, now, 10) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step(), max_size=8), last=tellings())
def test_telling_the_same_again_is_never_a_change(
    db: None, steps: list[tuple[str, Any, int]], last: dict[str, Any]
) -> None:
    ledger, now = lived_through(steps)
    ledger.tell(told(**last), now=now)
    before = list(DueDate.objects.filter(organization=ledger.organization).order_by("id").values())
    again = ledger.tell(told(**last), now=now + timedelta(hours=1))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    assert list(DueDate.objects.filter(organization=ledger.organization).order_by("id").values()) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step(), max_size=8), days=st.integers(0, 400))
def test_what_goes_on_by_itself_always_has_a_payment_to_come(
    db: None, steps: list[tuple[str, Any, int]], days: int
) -> None:
    """Whatever happened before: once a plain subscription is told of, time alone never ends it."""
    ledger, now = lived_through(steps)
    ledger.tell(told(next_on=START + timedelta(days=days % 60)), now=now)
    now += timedelta(days=days)
    ledger.roll(now, {"csv": now - timedelta(days=9999)})
    due = ledger.due()
    assert due.quiet == ""
    assert due.due_on >= now.date() - timedelta(days=1)
