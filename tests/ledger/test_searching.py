"""Members are found by what people call them and by what their subscriptions are like, page by page."""

from dataclasses import replace
from typing import Any

import pytest

from forenotice.ledger.models import Member, MemberWord, Subscription
from forenotice.ledger.operations import keep_words, pause_subscription
from forenotice.ledger.queries import Order, Wanted, find_members, members_called, words_left
from tests.support.world import ACTOR, World

ANNA = {"external_id": "m1", "first_name": "Anna", "last_name": "Müller", "email": "a.muller@acme.example"}
BERT = {"external_id": "m2", "first_name": "Bert", "last_name": "Annan", "email": "bert@home.example"}
CARO = {"external_id": "m3", "first_name": "Caro", "last_name": "Muller", "email": "caro@home.example"}


@pytest.fixture
def world(db: None) -> World:
    """Three members with a subscription each, and Anna with a second one."""
    made = World()
    made.told("s1", member=ANNA, next_on=made.in_days(20), order_number="R-100")
    made.told("s2", member=BERT, next_on=made.in_days(5), payer_kind="manual")
    made.told("s3", member=CARO, next_on=made.in_days(12), standing="trialing", order_number="R-300")
    made.told("s4", member=ANNA, next_on=made.in_days(9), order_number="X-7")
    keep_words(organization=made.organization)
    return made


def found(world: World, wanted: Wanted, most: int = 50) -> list[str]:
    """The members who fit, gathered from pages of that size."""
    gathered: list[int] = []
    after: Any = None
    while True:
        page = find_members(world.organization, wanted, after, most)
        gathered += [row.member_id for row in page.rows]
        if page.after is None:
            break
        after = page.after
    names = dict(Member.objects.filter(organization=world.organization).values_list("pk", "first_name"))
    return [names[number] for number in gathered]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), ["Caro", "Bert", "Anna"]),
        (Wanted(text="MULLER"), ["Anna", "Caro"]),
        (Wanted(text="ann"), ["Anna", "Bert"]),
        (Wanted(text="müll an"), ["Anna"]),
        (Wanted(text="home.exam"), ["Bert", "Caro"]),
        (Wanted(text="caro@home"), ["Caro"]),
        (Wanted(text="r 100"), ["Anna"]),
        (Wanted(text="nobody"), []),
        (Wanted(order=Order.PAYMENT), ["Bert", "Anna", "Caro", "Anna"]),
        (Wanted(text="muller", order=Order.PAYMENT), ["Anna", "Caro", "Anna"]),
        (Wanted(standing="trialing"), ["Caro"]),
        (Wanted(standing="active"), ["Bert", "Anna"]),
        (Wanted(payer_kind="manual"), ["Bert"]),
        (Wanted(kind="payment_due"), ["Bert"]),
        (Wanted(kind="renewal", order=Order.PAYMENT), ["Anna", "Anna"]),
        (Wanted(source="stripe"), []),
        (Wanted(text="x", standing="trialing"), []),
    ],
)
@pytest.mark.parametrize("most", [1, 50])
def test_members_are_found(world: World, wanted: Wanted, names: list[str], most: int) -> None:
    assert found(world, wanted, most) == names


def test_a_product_and_a_span_are_asked_of_one_subscription(world: World) -> None:
    product = world.subscription("s1").product_id
    soon = Wanted(product_id=product, due_by=world.in_days(10))
    assert found(world, soon) == ["Bert", "Anna"]
    assert found(world, replace(soon, due_by=world.in_days(4))) == []
    only = frozenset({world.subscription("s1").member_id})
    assert found(world, replace(soon, members=only)) == ["Anna"]
    assert found(world, Wanted(members=only, order=Order.NEWEST)) == ["Anna"]


def test_words_follow_what_changes(world: World) -> None:
    world.told("s2", member=BERT | {"last_name": "Zander"})
    pause_subscription(
        organization=world.organization,
        subscription_id=world.subscription("s3").pk,
        until_on=None,
        actor=ACTOR,
        now=world.now,
    )
    assert keep_words(organization=world.organization) == 2
    assert keep_words(organization=world.organization) == 0
    assert found(world, Wanted(text="annan")) == []
    assert found(world, Wanted(text="zan")) == ["Bert"]
    assert found(world, Wanted(standing="paused")) == ["Caro"]


def test_reading_goes_on_where_it_stopped(world: World) -> None:
    MemberWord.objects.filter(organization=world.organization).delete()
    other = World(key="rival")
    other.told("s1", member=ANNA, next_on=other.in_days(3))
    assert words_left(other.organization) == 1
    assert keep_words(organization=other.organization, is_time_up=lambda: True) == 1
    keep_words(organization=other.organization)
    assert words_left(other.organization) == 0
    assert found(other, Wanted(text="muller")) == ["Anna"]
    assert found(world, Wanted(text="muller")) == []


def test_ids_and_order_numbers_are_met_as_a_whole(world: World) -> None:
    numbers = dict(
        Subscription.objects.filter(organization=world.organization).values_list("external_id", "member")
    )
    for text, who in (("s3", "s3"), ("m2", "s2"), (" R-100 ", "s1"), ("X-7", "s4")):
        assert members_called(world.organization, text) == [numbers[who]]
    assert members_called(world.organization, "") == []


def test_the_newest_are_found_also_where_others_came_between(world: World) -> None:
    other = World(key="rival").organization
    Member.objects.create(pk=1_000_000, organization=other, source="csv", external_id="far")
    assert found(world, Wanted()) == ["Caro", "Bert", "Anna"]
    assert found(world, Wanted(), 1) == ["Caro", "Bert", "Anna"]
    assert [row.member_id for row in find_members(other, Wanted()).rows] == [1_000_000]
