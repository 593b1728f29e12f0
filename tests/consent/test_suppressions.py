"""Addresses are suppressed once, for the longest of what was said, and lifted again, all written down."""

from datetime import timedelta

import pytest

from forenotice.accounts.models import AuditEntry
from forenotice.consent.errors import UnfitAddressError
from forenotice.consent.models import Suppression
from forenotice.consent.operations import NewSuppression, lift, suppress
from forenotice.consent.queries import count_suppressions, list_suppressions, suppressions_among
from forenotice.consent.states import SUPPRESSION_SENTENCES, SuppressionReason
from forenotice.ledger.models import Touched
from tests.support.world import ACTOR, World

OWNER, BOUNCE, SOFT = SuppressionReason.OWNER, SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES


@pytest.fixture
def world(db: None) -> World:
    return World()


def add(world: World, *wanted: NewSuppression) -> int:
    return suppress(organization=world.organization, wanted=wanted, actor=ACTOR, now=world.now).added


def standing(world: World) -> list[str]:
    return [f"{one.address} {one.reason}" for one in list_suppressions(world.organization, now=world.now)]


def test_an_address_is_suppressed_once(world: World) -> None:
    assert add(world, NewSuppression("Ana@Example.org", OWNER, "asked by phone")) == 1
    assert add(world, NewSuppression("ana@example.org", BOUNCE)) == 0
    assert standing(world) == ["Ana@Example.org owner"]
    assert add(world, *(NewSuppression(f"{who}@example.org", OWNER) for who in ("ben", "BEN", "ana"))) == 1
    assert standing(world) == ["Ana@Example.org owner", "ben@example.org owner"]


def test_what_is_asked_for_is_answered_in_its_order(world: World) -> None:
    add(world, NewSuppression("ben@example.org", OWNER))
    wanted = [NewSuppression(f"{who}@example.org", SOFT) for who in ("cid", "ben", "ana", "CID")]
    done = suppress(organization=world.organization, wanted=wanted, actor=ACTOR, now=world.now)
    assert [f"{one.address.split('@')[0]} {one.reason}" for one in done.standing] == [
        *("cid soft_bounces", "ben owner", "ana soft_bounces", "cid soft_bounces")
    ]
    assert done.added == 2


def test_what_lasts_longer_takes_the_place_of_what_ends_sooner(world: World) -> None:
    week = world.now + timedelta(days=7)
    add(world, NewSuppression("ana@example.org", SOFT, ends_at=week))
    assert add(world, NewSuppression("ana@example.org", SOFT, ends_at=week - timedelta(days=1))) == 0
    assert add(world, NewSuppression("ana@example.org", BOUNCE)) == 1
    assert standing(world) == ["ana@example.org hard_bounce"]
    assert add(world, NewSuppression("ana@example.org", SOFT, ends_at=week)) == 0
    assert Suppression.objects.count() == 2


def test_one_that_has_ended_counts_no_more_and_may_begin_again(world: World) -> None:
    add(world, NewSuppression("ana@example.org", SOFT, ends_at=world.now + timedelta(days=7)))
    world.now += timedelta(days=7)
    assert standing(world) == []
    assert count_suppressions(world.organization, now=world.now) == 0
    assert add(world, NewSuppression("ana@example.org", SOFT, ends_at=world.now + timedelta(days=7))) == 1
    assert len(standing(world)) == 1
    assert len(list_suppressions(world.organization, now=world.now, with_ended=True)) == 2


def test_lifting_lets_planning_think_again_about_whom_it_reaches(world: World) -> None:
    own = world.told("ana", next_on=world.in_days(9), member={"email": "Same@example.org"})
    paid = world.told("ben", next_on=world.in_days(9), member={"details": {"contacts": ["SAME@example.org"]}})
    world.told("cid", next_on=world.in_days(9))
    add(world, NewSuppression("same@example.org", OWNER))
    Touched.objects.all().delete()
    done = lift(organization=world.organization, addresses=["SAME@example.org"], actor=ACTOR, now=world.now)
    assert [one.address for one in done] == ["same@example.org"]
    assert set(Touched.objects.values_list("subscription_id", flat=True)) == {own.pk, paid.pk}
    assert standing(world) == []
    row = Suppression.objects.get()
    assert (row.lifted_at, row.lifted_by) == (world.now, ACTOR)
    assert not lift(
        organization=world.organization, addresses=["same@example.org"], actor=ACTOR, now=world.now
    )


def test_nothing_is_written_when_one_of_them_is_no_address(world: World) -> None:
    with pytest.raises(UnfitAddressError, match="is not an email address"):
        add(world, NewSuppression("ana@example.org", OWNER), NewSuppression("@example.org", OWNER))
    assert Suppression.objects.count() == 0


def test_a_neighbours_list_is_another_one(world: World) -> None:
    other = World(key="other")
    add(other, NewSuppression("ana@example.org", OWNER))
    assert standing(world) == []
    assert not suppressions_among(world.organization, ["ana@example.org"], now=world.now)
    assert not lift(
        organization=world.organization, addresses=["ana@example.org"], actor=ACTOR, now=world.now
    )
    assert add(world, NewSuppression("ana@example.org", OWNER)) == 1


def test_the_audit_trail_knows_who_and_how_many_and_no_address(world: World) -> None:
    add(world, NewSuppression("ana@example.org", OWNER), NewSuppression("ben@example.org", BOUNCE))
    lift(organization=world.organization, addresses=["ana@example.org"], actor=ACTOR, now=world.now)
    entries = AuditEntry.objects.filter(action__startswith="suppressions.").order_by("pk")
    assert [(entry.action, entry.actor, entry.detail) for entry in entries] == [
        ("suppressions.added", ACTOR, {"owner": 1, "hard_bounce": 1}),
        ("suppressions.lifted", ACTOR, {"count": 1}),
    ]
    assert not any("example.org" in f"{entry.subject} {entry.detail}" for entry in entries)


def test_every_reason_has_its_sentence() -> None:
    assert set(SUPPRESSION_SENTENCES) == set(SuppressionReason)
