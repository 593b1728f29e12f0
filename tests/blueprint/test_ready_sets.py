"""Ready-made reminders are chosen, taken back and chosen again without doubling anything."""

from datetime import UTC, datetime
from typing import Any

import pytest

from forenotice.blueprint.parts import Section, part_of
from forenotice.blueprint.ready_sets import AT_FIRST, READY, ReadySet, choose_sets, chosen_sets
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.states import Kind
from forenotice.rules.models import Rule, Step
from tests.support.world import World

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("interval", "sets"),
    [
        (Interval(1, Unit.YEAR), {ReadySet.ANNUAL}),
        (Interval(12, Unit.MONTH), {ReadySet.ANNUAL}),
        (Interval(1, Unit.MONTH), {ReadySet.MONTHLY}),
        (Interval(3, Unit.MONTH), set()),
        (None, set()),
    ],
)
def test_a_set_is_meant_for_an_interval_however_it_is_said(
    interval: Interval | None, sets: set[ReadySet]
) -> None:
    assert {each for each in ReadySet if READY[each].meets(Kind.RENEWAL, interval)} == sets
    assert READY[ReadySet.CARD].meets(Kind.CARD_EXPIRY, interval)


@pytest.mark.django_db
def test_sets_come_and_go_without_doubles() -> None:
    world = World(NOW)
    about: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": NOW}
    assert choose_sets(wanted=AT_FIRST, **about) == [each for each in ReadySet if each in AT_FIRST]
    assert chosen_sets(world.organization) == AT_FIRST
    assert choose_sets(wanted=AT_FIRST, **about) == []
    yearly = part_of(world.organization, Section.RULES, "annual")
    assert yearly is not None
    assert [step["lead"] for step in yearly["steps"]] == ["35 days", "21 days"]
    assert yearly["audience"] == {"intervals": ["1 year"]}
    rows = Rule.objects.count(), Step.objects.count()
    assert rows == (4, 9)
    world.rule("own", "3 days")
    choose_sets(wanted=[ReadySet.MONTHLY], **about)
    assert chosen_sets(world.organization) == {ReadySet.MONTHLY}
    assert Rule.objects.get(key="own").state == "on"
    choose_sets(wanted=AT_FIRST, **about)
    assert Rule.objects.count() == 6
    assert Step.objects.count() == 11
    assert chosen_sets(world.organization) == AT_FIRST
