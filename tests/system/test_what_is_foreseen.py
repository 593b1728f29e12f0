"""What we say will happen is what then happens, whatever happened before, and it is what should happen."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forenotice.planner.queries import upcoming
from tests.support.smtp_servers import ScriptedServer
from tests.system.belief import Belief
from tests.system.events import Beginning, Event, beginnings, stories
from tests.system.house import House, Said
from tests.system.words import NAMES

EXAMPLES = int(os.environ.get("FORENOTICE_TEST_EXAMPLES", "4"))
_CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]

Words = tuple[datetime, str, str, str, str, str]


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def foreseen(house: House, until: datetime) -> list[Words]:
    """What `upcoming` says, once for each who will receive it."""
    found = upcoming(house.organization, now=house.now, until=until)
    return sorted(
        (
            each.moment,
            each.rule,
            each.step,
            each.subscription,
            recipient,
            f"{each.due_on} {each.amount_minor}",
        )
        for each in found
        if each.withheld is None
        for recipient in house.recipients(each.rule, int(each.member[1:]))
    )


def heard(said: Said) -> Words:
    """The same of what arrived."""
    due_on = said.expires_on if said.rule == "card" else said.ends_on if said.rule == "term" else said.due_on
    return (said.at, said.rule, said.step, NAMES[said.who], said.recipient, f"{due_on} {said.minor}")


def walk(house: House, belief: Belief, until: datetime, moments: set[datetime]) -> list[Said]:
    """Pulse whenever something may happen, and at least once a day, until a moment."""
    already = len(house.said)
    belief.hear(house.pulse())
    while house.now < until:
        coming = [moment for moment in moments if moment > house.now]
        house.now = min([until, house.now + timedelta(days=1), house.next_event() or until, *coming])
        belief.hear(house.pulse())
    return house.said[already:]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_CALM)
@given(
    beginning=beginnings(),
    happening=stories(2, 6, moods=False),
    days=st.sampled_from([6, 12, 35]),
    pulsed=st.booleans(),
)
def test_what_is_foreseen_happens(
    transactional_db: None,
    home: Path,
    server: ScriptedServer,
    beginning: Beginning,
    happening: list[Event],
    days: int,
    pulsed: bool,
) -> None:
    house = House(beginning, server)
    belief = Belief(house)
    try:
        for event in happening:
            for new in house.do(event):
                belief.hear(new)
        if pulsed:
            belief.hear(house.pulse())
        until = house.now + timedelta(days=days)
        expected = foreseen(house, until) if house.is_live else []
        owed = belief.owed(until)
        said = sorted(map(heard, walk(house, belief, until, {words[0] for words in expected})))
        unforeseen, unsaid = Counter(said) - Counter(expected), Counter(expected) - Counter(said)
        assert (sorted(unforeseen), sorted(unsaid)) == ([], [])
        assert owed <= {words[:4] for words in said}
    finally:
        house.close()
