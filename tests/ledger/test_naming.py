"""Members and products that are told of by themselves, and members who are only referred to."""

from dataclasses import replace

from forenotice.ledger.facts import MemberFacts, ProductFacts
from forenotice.ledger.models import Change, Member, Product
from forenotice.ledger.operations import Recorded, declare_product, record_members, record_products
from tests.ledger.examples import NOW, PARIS, day, told
from tests.ledger.telling import Ledger

ADA = MemberFacts("m1", email="ada@example.org", first_name="Ada", zone=PARIS, country="FR")


def members(ledger: Ledger, *told_of: MemberFacts, source: str = "csv") -> Recorded:
    """A source tells of these members alone."""
    return record_members(
        organization=ledger.organization, source=source, members=told_of, actor="key:desk", now=NOW
    )


def products(ledger: Ledger, *told_of: ProductFacts) -> Recorded:
    """A source tells of these products alone."""
    return record_products(organization=ledger.organization, source="csv", products=told_of, now=NOW)


def became(recorded: Recorded) -> dict[str, str]:
    """What became of each."""
    return {key: effect.value for key, (_, effect) in recorded.effects.items()}


def test_members_are_made_changed_and_left_and_another_sources_are_refused(ledger: Ledger) -> None:
    bob = MemberFacts("m2", email="bob@example.org")
    assert became(members(ledger, ADA, bob)) == {"m1": "created", "m2": "created"}
    again = members(ledger, replace(ADA, first_name="Adah"), bob)
    assert (became(again), again.changed, again.unchanged) == ({"m1": "changed", "m2": "same"}, 1, 1)
    refused = members(ledger, ADA, source="crm")
    assert (refused.effects, [key for key, _ in refused.refused]) == ({}, ["m1"])
    assert Member.objects.get(external_id="m1").first_name == "Adah"


def test_a_member_who_moves_takes_the_due_dates_along(ledger: Ledger) -> None:
    ledger.tell(told())
    ledger.take_touched()
    members(ledger, replace(ADA, zone="Asia/Tokyo"))
    assert ledger.due().zone == "Asia/Tokyo"
    assert ledger.take_touched() == ["s1"]
    change = Change.objects.get()
    assert (change.actor, change.difference) == ("key:desk", {"member.zone": [PARIS, "Asia/Tokyo"]})


def test_a_member_who_is_only_referred_to_stays_as_they_are(ledger: Ledger) -> None:
    reference = MemberFacts("m1", is_reference=True)
    unknown = ledger.tell(told(member=reference))
    assert unknown.refused == [
        ("s1", 'There is no member "m1" of this source yet. Tell of them here or before.')
    ]
    members(ledger, replace(ADA, zone="Asia/Tokyo"))
    assert became(ledger.tell(told(member=reference))) == {"s1": "created"}
    assert (ledger.due().zone, ledger.due().country) == ("Asia/Tokyo", "FR")
    assert became(ledger.tell(told(fingerprint=2, member=reference))) == {"s1": "same"}
    both = ledger.tell(told(external_id="s2", member=ADA), told(external_id="s3", member=reference))
    assert both.created == 2
    assert (ledger.due("s3").zone, ledger.subscription("s3").member.email) == (PARIS, "ada@example.org")


def test_products_are_made_and_subscriptions_follow_their_interval(ledger: Ledger) -> None:
    gold = ProductFacts("gold", name="Gold", interval_count=1, interval_unit="month")
    assert became(products(ledger, gold)) == {"gold": "created"}
    ledger.tell(told(interval_count=None, interval_unit=""))
    assert became(products(ledger, replace(gold, interval_count=3))) == {"gold": "changed"}
    assert ledger.due().interval_days == 84
    assert became(products(ledger, replace(gold, interval_count=3))) == {"gold": "same"}


def test_a_declared_product_keeps_what_its_owner_said(ledger: Ledger) -> None:
    declare_product(organization=ledger.organization, key="gold", name="Gold Club", actor="owner", now=NOW)
    found = products(ledger, ProductFacts("gold", name="gold", level="VIP"))
    assert became(found) == {"gold": "changed"}
    product = Product.objects.get()
    assert (product.name, product.level) == ("Gold Club", "VIP")
    ledger.tell(told(next_on=day("2026-02-01")))
    assert ledger.subscription().product == product
