"""What a source tells becomes rows, once, and only what changed is written again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from forenotice.kernel.interval import Unit
from forenotice.ledger.facts import MemberFacts, ProductFacts
from forenotice.ledger.models import Change, DueDate, Member, Product, Subscription, ZoneInUse
from forenotice.ledger.operations import sighted
from forenotice.ledger.queries import known_fingerprints
from forenotice.ledger.states import PayerKind, Standing
from tests.ledger.examples import NOW, at, day, told
from tests.ledger.telling import Ledger, new_ledger

LATER = NOW + timedelta(days=1)


def test_everything_told_is_kept_as_it_was_told(ledger: Ledger) -> None:
    member = MemberFacts(
        "m1",
        email="ada@example.org",
        first_name="Ada",
        last_name="Żółć",
        locale="fr-CA",
        zone="Asia/Tokyo",
        country="JP",
        joined_on=day("2020-02-29"),
        details={"phone": "+33 1", "billing": {"city": "Paris"}, "contacts": ["kasse@example.org"]},
    )
    facts = told(
        member=member,
        next_on=None,
        next_at=at("2026-01-10T23:30:15"),
        cancel_by_at=at("2026-01-08T10:00"),
        trial_ends_on=day("2026-01-09"),
        total_payments=12,
        payments_made=3,
        card_brand="visa",
        card_last4="4242",
        card_expires_on=day("2030-01-31"),
        started_on=day("2025-10-10"),
        tags="|vip|",
        fingerprint=-(2**63),
        details={"quantity": 2, "custom": {"seat": "7A"}, "links": {"pay": "https://x.example/p"}},
    )
    recorded = ledger.tell(facts)
    assert (recorded.created, recorded.changed, recorded.unchanged, recorded.refused) == (1, 0, 0, [])
    row = ledger.subscription()
    for name in ("next_at", "cancel_by_at", "trial_ends_on", "total_payments", "payments_made", "tags"):
        assert getattr(row, name) == getattr(facts, name)
    for name in ("card_brand", "card_last4", "card_expires_on", "started_on", "details", "order_number"):
        assert getattr(row, name) == getattr(facts, name)
    for name in ("email", "first_name", "last_name", "locale", "zone", "country", "joined_on", "details"):
        assert getattr(row.member, name) == getattr(member, name)
    assert (row.product.name, row.product.source) == ("Gold", "csv")
    assert (row.sighting.fingerprint, row.sighting.seen_at) == (-(2**63), NOW)
    due = ledger.due()
    assert (due.due_on, due.due_at, due.zone) == (day("2026-01-11"), at("2026-01-10T23:30:15"), "Asia/Tokyo")
    assert (due.cancel_by_on, due.cancel_by_at) == (day("2026-01-08"), at("2026-01-08T10:00"))
    assert (due.known_at, due.payment_number, due.member_id) == (NOW, 4, row.member_id)
    assert set(ledger.take_touched()) == {"s1"}
    assert [each.zone for each in ZoneInUse.objects.all()] == ["Asia/Tokyo"]


def test_the_same_again_changes_nothing_but_when_it_was_seen(ledger: Ledger) -> None:
    facts = told(details={"b": 1, "a": [1, 2]}, next_on=None, next_at=at("2026-01-10T10:00"))
    ledger.tell(facts)
    before = list(DueDate.objects.values())
    ledger.take_touched()
    facts.fingerprint = 2
    recorded = ledger.tell(facts, now=LATER)
    assert (recorded.created, recorded.changed, recorded.unchanged) == (0, 0, 1)
    assert list(DueDate.objects.values()) == before
    assert not Change.objects.exists()
    assert ledger.take_touched() == []
    row = ledger.subscription()
    assert (row.sighting.fingerprint, row.sighting.seen_at, row.changed_at) == (2, LATER, NOW)


def test_a_change_keeps_what_stood_and_what_stands_and_who_said_so(ledger: Ledger) -> None:
    ledger.tell(told(details={"quantity": 1}))
    ledger.take_touched()
    member = MemberFacts("m1", email="ada@new.example", first_name="Ada", zone="Europe/Paris", country="FR")
    ledger.tell(
        told(amount_minor=1300, next_on=day("2026-01-09"), member=member, details={"quantity": 2}), now=LATER
    )
    change = Change.objects.get()
    assert (change.at, change.actor) == (LATER, "import")
    assert change.difference == {
        "amount_minor": [1200, 1300],
        "next_on": ["2026-01-10", "2026-01-09"],
        "details": [{"quantity": 1}, {"quantity": 2}],
        "member.email": ["ada@example.org", "ada@new.example"],
    }
    assert ledger.subscription().member.email == "ada@new.example"
    assert (ledger.due().due_on, ledger.due().previous_amount_minor) == (day("2026-01-09"), 1200)
    assert set(ledger.take_touched()) == {"s1"}


def test_a_change_that_moves_no_due_date_touches_nothing(ledger: Ledger) -> None:
    ledger.tell(told())
    ledger.take_touched()
    assert ledger.tell(told(order_number="O-2"), now=LATER).changed == 1
    assert ledger.take_touched() == []


def test_enums_are_as_good_as_their_texts(ledger: Ledger) -> None:
    ledger.tell(told(standing=Standing.PAUSED, payer_kind=PayerKind.MANUAL, interval_unit=Unit.YEAR))
    row = ledger.subscription()
    assert (row.standing, row.payer_kind, row.interval_unit) == ("paused", "manual", "year")
    assert (ledger.due().quiet, ledger.due().payer_kind, ledger.due().interval_unit) == (
        "paused",
        "manual",
        "year",
    )
    assert ledger.tell(told(standing="paused", payer_kind="manual", interval_unit="year")).unchanged == 1


def test_a_row_that_cannot_be_placed_is_refused_and_the_others_are_written(ledger: Ledger) -> None:
    recorded = ledger.tell(
        told(),
        told(external_id="s2", member=MemberFacts("m2", zone="Mars/Olympus")),
        told(external_id="s1", amount_minor=1),
        told(external_id="s3", member=MemberFacts("m3")),
    )
    assert recorded.created == 2
    assert [key for key, _ in recorded.refused] == ["s2", "s1"]
    assert "Mars/Olympus" in recorded.refused[0][1]
    assert "more than once" in recorded.refused[1][1]
    assert not Member.objects.filter(external_id="m2").exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"amount_minor": 2**70},
        {"member": MemberFacts("m9", first_name="x" * 201)},
        {"order_number": "nul\0l"},
    ],
)
def test_what_the_database_will_not_have_does_not_stop_the_good_rows(ledger: Ledger, bad: Any) -> None:
    facts = [told(external_id=f"s{n}", member=MemberFacts(f"m{n}")) for n in range(9)]
    facts[4] = told(**({"external_id": "s4", "member": MemberFacts("m4")} | bad))
    recorded = ledger.tell(*facts)
    if connection.vendor == "sqlite" and "amount_minor" not in bad:
        assert recorded.created == 9, "SQLite takes texts as they come"
    else:
        assert recorded.created == 8
        ((key, sentence),) = recorded.refused
        assert key == "s4"
        assert sentence
    assert Subscription.objects.count() == recorded.created


def test_ids_that_another_source_owns_are_refused_and_leave_no_trace(ledger: Ledger) -> None:
    ledger.tell(told())
    recorded = ledger.tell(
        told(amount_minor=1, member=MemberFacts("m2"), product=ProductFacts("silver")),
        told(external_id="s2", product=ProductFacts("silver")),
        told(external_id="s3", member=MemberFacts("m3")),
        told(external_id="s4", member=MemberFacts("m4"), product=ProductFacts("bronze")),
        source="stripe",
    )
    assert recorded.created == 1
    assert [key for key, _ in recorded.refused] == ["s1", "s3", "s2"]
    assert all('source "csv"' in sentence for _, sentence in recorded.refused)
    assert ledger.subscription().amount_minor == 1200
    assert set(Member.objects.values_list("external_id", flat=True)) == {"m1", "m4"}


def test_organizations_share_no_ids_and_see_nothing_of_each_other(ledger: Ledger) -> None:
    other = new_ledger("other")
    ledger.tell(told())
    assert other.tell(told(amount_minor=1), source="stripe").created == 1
    assert (ledger.due().amount_minor, other.due().amount_minor) == (1200, 1)
    assert known_fingerprints(other.organization, "csv", ["s1"]) == {}
    assert set(known_fingerprints(ledger.organization, "csv", ["s1", "s2"])) == {"s1"}
    assert (
        sighted(organization=other.organization, subscription_ids=[ledger.subscription().pk], now=LATER) == 0
    )


def test_a_member_with_several_subscriptions_is_one_row(ledger: Ledger) -> None:
    ledger.tell(told(), told(external_id="s2"))
    assert Member.objects.count() == 1
    ledger.tell(told(external_id="s3"), now=LATER)
    assert Member.objects.count() == 1
    assert Subscription.objects.filter(member=Member.objects.get()).count() == 3


def test_a_member_who_moves_takes_every_subscription_along(ledger: Ledger) -> None:
    ledger.tell(told(), told(external_id="s2", next_on=None, next_at=at("2026-01-10T20:00")))
    ledger.take_touched()
    ledger.tell(told(member=MemberFacts("m1", zone="Asia/Tokyo", country="JP")), now=LATER)
    assert (ledger.due("s1").zone, ledger.due("s2").zone) == ("Asia/Tokyo", "Asia/Tokyo")
    assert (ledger.due("s2").due_on, ledger.due("s2").country) == (day("2026-01-11"), "JP")
    assert set(ledger.take_touched()) == {"s1", "s2"}


def test_unknown_products_belong_to_their_source_and_follow_it(ledger: Ledger) -> None:
    ledger.tell(told(product=ProductFacts("gold", name="Gold", level="Gold level", price_minor=1200)))
    ledger.tell(told(product=ProductFacts("gold", name="Gold+", price_minor=1300)), now=LATER)
    product = Product.objects.get()
    assert (product.name, product.level, product.price_minor) == ("Gold+", "Gold level", 1300)


def test_a_nameless_product_goes_by_its_id(ledger: Ledger) -> None:
    ledger.tell(told(product=ProductFacts("price_77")))
    assert Product.objects.get().name == "price_77"


def test_next_months_telling_moves_on_to_the_next_payment(ledger: Ledger) -> None:
    ledger.tell(told())
    first = ledger.due()
    ledger.tell(told(next_on=day("2026-02-10")), now=at("2026-01-12T08:00"))
    first.refresh_from_db()
    assert (first.closing, first.closed_at) == ("paid", at("2026-01-12T08:00"))
    assert (ledger.due().cycle, ledger.due().known_at) == ("2", at("2026-01-12T08:00"))


def test_cards_of_one_member_change_hands_when_a_subscription_lets_go(ledger: Ledger) -> None:
    card = {"card_brand": "visa", "card_last4": "4242", "card_expires_on": day("2026-02-28")}
    ledger.tell(told(**card), told(external_id="s2", **card))
    row = ledger.due("s1", "card")
    assert DueDate.objects.filter(occasion="card").count() == 1
    ledger.take_touched()
    ledger.tell(told(standing="cancelled", **card), now=LATER)
    assert ledger.due("s2", "card").pk == row.pk
    assert sorted(ledger.take_touched()) == ["s1", "s2"]
    new_card = {"card_brand": "visa", "card_last4": "1111", "card_expires_on": day("2026-02-28")}
    ledger.tell(told(external_id="s2", **new_card), now=LATER)
    assert ledger.due("s2", "card").pk != row.pk
    row.refresh_from_db()
    assert row.closing == "withdrawn"


def test_two_subscriptions_may_swap_a_card_in_one_telling(ledger: Ledger) -> None:
    old = {"card_brand": "visa", "card_last4": "4242", "card_expires_on": day("2026-02-28")}
    new = {"card_brand": "visa", "card_last4": "1111", "card_expires_on": day("2026-02-28")}
    ledger.tell(told(**old), told(external_id="s2", **new))
    ids = {ledger.due("s1", "card").cycle: ledger.due("s1", "card").pk}
    ids |= {ledger.due("s2", "card").cycle: ledger.due("s2", "card").pk}
    ledger.tell(told(**new), told(external_id="s2", **old), now=LATER)
    open_cards = DueDate.objects.filter(occasion="card", closing="")
    assert {row.cycle: row.pk for row in open_cards} == ids
