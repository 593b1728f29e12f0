"""What is kept of each day says the same as counting afresh, whatever happened before."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forenotice.accounts.models import Organization
from forenotice.kernel.money import Money
from forenotice.ledger.day_counts import SORT, changed_days, counted_afresh
from forenotice.ledger.errors import CorrectionRefusedError
from forenotice.ledger.models import ChangedDay, DayCount, DueDate, Subscription
from forenotice.ledger.operations import (
    cancel_subscription,
    correct_subscription,
    count_changed_days,
    mark_gone,
    pause_subscription,
    record_payment,
)
from tests.ledger.examples import NOW, day, told
from tests.ledger.telling import Ledger, new_ledger
from tests.ledger.test_any_sequence import KEYS, do, step


def count_all(organization: Organization) -> list[date]:
    """Count until nothing is left, and say which days that was."""
    found: list[date] = []
    while days := count_changed_days(organization=organization):
        found += days
    return found


def kept(organization: Organization) -> set[tuple[Any, ...]]:
    rows = DayCount.objects.filter(organization=organization)
    return {tuple(map(str, row)) for row in rows.values_list(*SORT, "count", "unpriced", "minor")}


def afresh(organization: Organization) -> set[tuple[Any, ...]]:
    days = DueDate.objects.filter(organization=organization).values_list("due_on", flat=True).distinct()
    sql, params = counted_afresh(list(days))
    with connection.cursor() as cursor:
        cursor.execute(sql, [organization.pk, *params])
        return {tuple(map(str, row)) for row in cursor.fetchall()}


def by_hand(ledger: Ledger, what: str, now: datetime) -> None:
    """What a person says of one subscription; where it cannot be, nothing changes."""
    found = Subscription.objects.filter(organization=ledger.organization).first()
    if found is None:
        return
    asked: dict[str, Any] = {"organization": ledger.organization, "actor": "ana", "now": now}
    asked["subscription_id"] = found.pk
    with suppress(CorrectionRefusedError):
        if what == "correct":
            correct_subscription(due=now.date() + timedelta(9), amount=Money(700, "EUR"), **asked)
        elif what == "pause":
            pause_subscription(until_on=now.date() + timedelta(9), **asked)
        elif what == "cancel":
            cancel_subscription(at_period_end=True, **asked)
        else:
            record_payment(**asked)


BY_HAND = st.tuples(st.sampled_from(["correct", "pause", "cancel", "pay"]), st.none(), st.integers(0, 20))
COUNT = st.tuples(st.just("count"), st.none(), st.just(0))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step() | BY_HAND | COUNT, min_size=1, max_size=14))
def test_what_is_kept_is_what_counting_afresh_says(db: None, steps: list[tuple[str, Any, int]]) -> None:
    ledger, now = new_ledger(f"o{next(KEYS)}"), NOW
    for what, changes, days in steps:
        now += timedelta(days=days)
        if what == "count":
            count_changed_days(organization=ledger.organization, most=1)
        elif what in {"correct", "pause", "cancel", "pay"}:
            by_hand(ledger, what, now)
        else:
            do(ledger, what, told(**changes) if changes else None, now)
    count_all(ledger.organization)
    assert kept(ledger.organization) == afresh(ledger.organization)
    assert not ChangedDay.objects.filter(organization=ledger.organization).exists()


def test_a_day_holds_one_row_for_each_sort_and_what_it_comes_to(ledger: Ledger) -> None:
    ledger.tell(
        told(external_id="s1", amount_minor=1200),
        told(external_id="s2", amount_minor=300),
        told(external_id="s3", amount_minor=None),
        told(external_id="s4", currency="JPY", amount_minor=900),
        told(external_id="s5", payer_kind="manual"),
        told(external_id="s6", cancel_at_period_end=True),
    )
    assert count_all(ledger.organization) == [day("2026-01-10")]
    rows = DayCount.objects.filter(organization=ledger.organization)
    found = rows.values_list("kind", "currency", "quiet", "count", "unpriced", "minor")
    assert set(found) == {
        ("renewal", "EUR", "", 3, 1, 1500),
        ("renewal", "JPY", "", 1, 0, 900),
        ("payment_due", "EUR", "", 1, 0, 1200),
        ("renewal", "EUR", "cancelled_at_period_end", 1, 0, 1200),
    }


def test_a_payment_that_moves_is_counted_where_it_went(ledger: Ledger) -> None:
    ledger.tell(told())
    count_all(ledger.organization)
    ledger.tell(told(next_on=day("2026-01-12")))
    assert count_all(ledger.organization) == [day("2026-01-10"), day("2026-01-12")]
    assert list(DayCount.objects.values_list("due_on", "count")) == [(day("2026-01-12"), 1)]


def test_a_new_card_is_counted_though_the_payment_stays_as_it_is(ledger: Ledger) -> None:
    facts = {"card_brand": "Visa", "card_last4": "4242", "next_on": day("2026-03-10")}
    ledger.tell(told(**facts, card_expires_on=day("2026-02-28")))
    count_all(ledger.organization)
    assert DayCount.objects.get(kind="renewal").card_until_on == day("2026-03-09")
    ledger.tell(told(**facts, card_expires_on=day("2030-02-28")))
    count_all(ledger.organization)
    assert DayCount.objects.get().card_until_on is None


def test_only_what_changed_is_counted_and_a_neighbour_not_at_all(ledger: Ledger) -> None:
    other = new_ledger("other")
    other.tell(told())
    ledger.tell(told(), told(external_id="s2", next_on=day("2026-02-01")))
    assert count_changed_days(organization=ledger.organization, most=1) == [day("2026-01-10")]
    assert changed_days(ledger.organization, 9) == [day("2026-02-01")]
    count_all(ledger.organization)
    ledger.tell(told(), told(external_id="s2", next_on=day("2026-02-01")))
    assert count_all(ledger.organization) == []
    mark_gone(
        organization=ledger.organization, source="csv", unseen_since=NOW + timedelta(1), actor="x", now=NOW
    )
    assert len(count_all(ledger.organization)) == 2
    assert not DayCount.objects.filter(organization=other.organization).exists()
