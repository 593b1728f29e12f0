"""Subscriptions are found by what people call them, and all around a due date is read at once."""

import pytest

from forenotice.ledger.errors import AmbiguousSubscriptionError, UnknownSubscriptionError
from forenotice.ledger.facts import MemberFacts
from forenotice.ledger.models import DueDate
from forenotice.ledger.operations import declare_product
from forenotice.ledger.queries import changes_of, counts, due_dates_of, facts_for, subscription_by
from tests.ledger.examples import NOW, at, day, told
from tests.ledger.telling import Ledger, new_ledger


@pytest.mark.parametrize("text", ["s1", "O-1", "m1", "ada@example.org", " Ada@Example.org "])
def test_a_subscription_is_found_by_what_a_person_calls_it(ledger: Ledger, text: str) -> None:
    ledger.tell(told(), told(external_id="s2", order_number="", member=MemberFacts("m2")))
    assert subscription_by(ledger.organization, text).external_id == "s1"


def test_nobody_finds_what_is_not_there_or_a_neighbours(ledger: Ledger) -> None:
    new_ledger("other").tell(told())
    for text in ("s1", "", "O-1"):
        with pytest.raises(UnknownSubscriptionError, match="There is no subscription"):
            subscription_by(ledger.organization, text)


def test_several_that_go_by_one_name_are_all_named(ledger: Ledger) -> None:
    ledger.tell(told(), told(external_id="s2"))
    with pytest.raises(AmbiguousSubscriptionError, match="s1, s2"):
        subscription_by(ledger.organization, "m1")


def test_all_around_a_due_date_is_read_at_once(ledger: Ledger) -> None:
    declare_product(
        organization=ledger.organization,
        key="gold",
        name="Gold",
        price_minor=1500,
        currency="USD",
        manage_url="https://x.example/{member_id}",
        actor="x",
        now=NOW,
    )
    member = MemberFacts("m1", email="a@x.org", first_name="Ada", locale="fr", details={"phone": "1"})
    ledger.tell(told(member=member, next_on=None, next_at=at("2026-01-10T09:00"), details={"quantity": 2}))
    due = ledger.due()
    known = facts_for(ledger.organization, {due.pk, 999_999})[due.pk]
    assert (known.due_date_id, known.due_on, known.due_at) == (due.pk, due.due_on, at("2026-01-10T09:00"))
    assert (known.source, known.seen_at, known.known_at) == ("csv", NOW, NOW)
    assert (known.subscription_key, known.member_key, known.product_key) == ("s1", "m1", "gold")
    assert (known.email, known.locale, known.member_details) == ("a@x.org", "fr", {"phone": "1"})
    assert (known.amount_minor, known.currency, known.subscription_details) == (1200, "EUR", {"quantity": 2})
    assert (known.price_minor, known.price_currency) == (1500, "USD")
    assert (known.manage_url, known.product_name) == ("https://x.example/{member_id}", "Gold")
    assert known.payment_on == due.due_on
    assert known.is_last is False


def test_a_card_is_known_with_the_payment_that_it_cannot_pay(ledger: Ledger) -> None:
    card = {"card_brand": "visa", "card_last4": "4242", "card_expires_on": day("2026-02-28")}
    ledger.tell(told(next_on=day("2026-01-31"), **card))
    row = ledger.due("s1", "card")
    known = facts_for(ledger.organization, [row.pk])[row.pk]
    assert (known.due_on, known.payment_on) == (day("2026-02-28"), day("2026-03-31"))


def test_a_neighbours_due_date_is_not_known(ledger: Ledger) -> None:
    other = new_ledger("other")
    other.tell(told())
    assert facts_for(ledger.organization, [other.due().pk]) == {}


def test_what_there_is_and_what_was_changed(ledger: Ledger) -> None:
    ledger.tell(told(term_ends_on=day("2026-12-31")))
    ledger.tell(told(term_ends_on=day("2026-12-31"), next_on=day("2026-02-10")))
    row = subscription_by(ledger.organization, "s1")
    assert [(due.occasion, due.cycle) for due in due_dates_of(row)] == [
        ("payment", "1"),
        ("payment", "2"),
        ("term", "1"),
    ]
    assert [change.difference for change in changes_of(row)] == [{"next_on": ["2026-01-10", "2026-02-10"]}]
    found = counts(ledger.organization)
    assert (found.members, found.subscriptions, found.gone, found.open_due_dates) == (1, 1, 0, 2)
    assert DueDate.objects.count() == 3
