"""What a rule being written would do is what the same rule, saved, will do; counted this way or that."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from forenotice.consent.models import Suppression
from forenotice.consent.queries import member_by
from forenotice.consent.states import SuppressionReason
from forenotice.ledger.operations import count_changed_days
from forenotice.planner.queries import count_piece, drafted, due_by, foretold, upcoming
from forenotice.rules.queries import all_rules
from forenotice.rules.states import PastMoments
from tests.planner.stage import Stage
from tests.support.world import ACTOR, Anchor, Audience, World, specification, step

AHEAD = timedelta(days=45)


@pytest.fixture
def world(db: None) -> Stage:
    """A club in the middle of a day, with members of many sorts."""
    world = Stage()
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
    sorts, next_on = count_piece(draft, first_on, until, world.now, few)
    while next_on is not None:
        more, next_on = count_piece(draft, next_on, until, world.now, few)
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


@pytest.mark.parametrize(
    "leads",
    [
        {"a": "14 days"},
        {"a": "9 days", "b": "2 days"},
        {"a": "3 days", "b": "9 days"},
        {"a": "1 month"},
        {"b": "12 days", "c": "1 day"},
    ],
)
def test_a_changed_rule_says_when_saved_what_it_foretold(world: Stage, leads: dict[str, str]) -> None:
    world.rule("rule", step("10 days", key="a"), step("5 days", key="b"))
    world.walk(world.now + timedelta(days=3))
    # These come too late for some moments.
    for days in (1, 4, 6, 9, 13, 25):
        world.told(f"late-{days}", next_on=world.in_days(days), interval_unit="year")
    world.pulse()
    world.now += timedelta(hours=1)
    member = member_by(world.organization, "late-25")
    Suppression.objects.create(
        organization=world.organization,
        address=member.email,
        canonical=member.email,
        reason=SuppressionReason.OWNER,
        actor=ACTOR,
        began_at=world.now,
    )
    steps = [step(lead, key=key) for key, lead in leads.items()]
    before, inside = told_of(world, specification(*steps)), inside_of(world, specification(*steps))
    world.rule("rule", *steps)
    until = world.now.replace(hour=23, minute=59) + AHEAD
    coming = upcoming(world.organization, now=world.now, until=until)
    heard = [each for each in coming if each.withheld is None]
    assert before == Counter((each.day, each.step) for each in heard)
    # Of several moments of one payment that have passed, the nearest speaks.
    world.rule("rule", *steps, past_moments=PastMoments.SPEAK)
    coming = upcoming(world.organization, now=world.now, until=world.now)
    assert inside == Counter(each.due_on for each in coming)
    world.pulse()
    assert inside_of(world, specification(*steps)).keys() <= {world.now.date()}


def inside_of(world: World, words: Any) -> Counter[Any]:
    """For how many payments a moment has passed and nothing was said, by the day after today they are due."""
    draft = drafted(world.organization, words, all_rules(world.organization)[0])
    sorts = count_piece(draft, world.in_days(-1), due_by(draft, world.in_days(0)), world.now).sorts
    found = foretold(draft, sorts, world.now.replace(tzinfo=None), world.in_days(0)).inside
    by_day: Counter[Any] = Counter()
    for payment, count in found.items():
        by_day[payment.due_on] += count
    return Counter({on: count for on, count in by_day.items() if on > world.now.date()})
