"""What a rule being written would do is what the same rule, saved, will do; counted this way or that."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from forenotice.ledger.operations import count_changed_days
from forenotice.planner.queries import count_piece, drafted, due_by, foretold, upcoming
from forenotice.rules.queries import all_rules
from tests.support.world import Anchor, Audience, World, specification, step

AHEAD = timedelta(days=45)


@pytest.fixture
def world(db: None) -> World:
    """A club in the middle of a day, with members of many sorts."""
    world = World()
    world.source()
    on = world.in_days
    for number, days in enumerate((0, 1, 2, 3, 4, 7, 8, 12, 20, 29, 31, 44)):
        world.told(f"month-{number}", next_on=on(days))
    world.told("year", next_on=on(33), interval_unit="year")
    world.told("week", next_on=on(5), interval_unit="week")
    world.told("manual", next_on=on(9), payer_kind="manual", member={"country": "FR"})
    world.told("trial", next_on=on(6), trial_ends_on=on(6), tags="|vip|")
    world.told("last", next_on=on(10), total_payments=3, payments_made=2)
    world.told("notice", next_on=on(15), cancel_by_on=on(11))
    world.told("gone", next_on=on(10), standing="cancelled")
    world.told("free", next_on=on(10), amount_minor=0)
    return world


def told_of(world: World, words: Any, few: int = 10_000) -> Counter[tuple[Any, str]]:
    saved = next(iter(all_rules(world.organization)), None)
    draft = drafted(world.organization, words, saved)
    first_on, last_on = world.in_days(-1), (world.now + AHEAD).date()
    until = due_by(draft, last_on)
    sorts, next_on = count_piece(draft, first_on, until, few)
    while next_on is not None:
        more, next_on = count_piece(draft, next_on, until, few)
        sorts += more
    return foretold(draft, sorts, world.now.replace(tzinfo=None), last_on).told


@pytest.mark.parametrize(
    "words",
    [
        specification("7 days", "3 days"),
        specification("1 month", "1 week", kinds=["renewal"]),
        specification("0 days", "40 days", kinds=["payment_due", "trial_end"]),
        specification(step("5 days", anchor=Anchor.CANCEL_BY), step("2 days", hour=None)),
        specification("3 days", audience=Audience(intervals=("1 year", "week"), payer_kind="automatic")),
        specification("3 days", audience=Audience(countries=("FR",))),
        specification("3 days", audience=Audience(tags=("vip",))),
        specification("3 days", audience=Audience(minimum_amount_minor=1_000, currency="EUR")),
    ],
)
def test_a_draft_foretells_what_the_saved_rule_will_say(world: World, words: Any) -> None:
    before = told_of(world, words)
    world.rule("rule", *words.steps, kinds=words.kinds, audience=words.audience)
    until = world.now.replace(hour=23, minute=59) + AHEAD
    coming = upcoming(world.organization, now=world.now, until=until)
    expected = Counter((each.day, each.step) for each in coming if each.day <= (world.now + AHEAD).date())
    assert expected
    assert before == told_of(world, words) == expected
    while count_changed_days(organization=world.organization):
        pass
    assert told_of(world, words, few=0) == expected


def test_a_changed_lead_leaves_alone_who_heard_and_counts_who_is_inside(world: World) -> None:
    world.rule("rule", step("8 days", key="a"), kinds=["renewal"])
    saved = all_rules(world.organization)[0]

    def look(lead: str) -> Any:
        draft = drafted(world.organization, specification(step(lead, key="a"), kinds=["renewal"]), saved)
        last_on = world.in_days(30)
        sorts = count_piece(draft, world.in_days(-1), due_by(draft, last_on)).sorts
        return foretold(draft, sorts, world.now.replace(tzinfo=None), last_on)

    # Those whose payment is in 8 days or less heard of it, or it was decided that they should not.
    assert look("3 days").told[world.in_days(1), "a"] == 0
    assert look("3 days").inside.total() == 0
    # In 10, 12 and 20 days: of these the moment would have passed.
    assert look("20 days").inside.total() == 4
    assert look("20 days").told[world.in_days(9), "a"] == 1
