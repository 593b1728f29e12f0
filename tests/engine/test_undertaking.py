"""Something long is done beside everything else, one at a time, and always tells how it stands."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any

import pytest

from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.models import Undertaking
from forenotice.engine.operations import Tell, undertake
from forenotice.engine.queries import last_undertaking, undertaking
from forenotice.engine.states import UndertakingState
from forenotice.engine.undertaking import SILENT_FOR
from tests.support.world import World

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return World(NOW)


def _begin(world: World, work: Callable[[Tell], dict[str, Any]]) -> Undertaking:
    return undertake(
        organization=world.organization,
        kind="count",
        subject="Everybody",
        work=work,
        expected=(ValueError,),
        actor="test",
        clock=lambda: NOW,
    )


def _wait(world: World, row: Undertaking) -> Undertaking:
    ends_at = monotonic() + 10
    while monotonic() < ends_at:
        found = undertaking(world.organization, row.pk, now=NOW)
        assert found is not None
        if found.state != UndertakingState.RUNNING:
            return found
        sleep(0.01)
    raise AssertionError("It never ended.")


def test_one_at_a_time_and_its_result_stays(world: World) -> None:
    going_on = threading.Event()

    def count(tell: Tell) -> dict[str, Any]:
        tell(1, 2)
        assert going_on.wait(10)
        tell(2, 2)
        return {"people": 2}

    row = _begin(world, count)
    with pytest.raises(UndertakingBusyError):
        _begin(world, count)
    going_on.set()
    ended = _wait(world, row)
    assert (ended.state, ended.done, ended.total, ended.result) == ("done", 2, 2, {"people": 2})
    assert last_undertaking(world.organization, "count", now=NOW) == ended
    assert undertaking(World(NOW, key="rival").organization, row.pk, now=NOW) is None


def test_what_was_given_up_ends_and_says_no_more(world: World) -> None:
    going_on, ended = threading.Event(), threading.Event()

    def count(tell: Tell) -> dict[str, Any]:
        try:
            assert going_on.wait(10)
            sleep(1.1)
            tell(1, 2)
            return {"people": 2}
        finally:
            ended.set()

    row = _begin(world, count)
    Undertaking.objects.update(state=UndertakingState.BROKEN_OFF, ended_at=NOW)
    other = _begin(world, lambda _: {"people": 3})
    assert _wait(world, other).result == {"people": 3}
    going_on.set()
    assert ended.wait(10)
    sleep(0.2)
    row.refresh_from_db()
    assert (row.state, row.result) == (UndertakingState.BROKEN_OFF, {})


def test_what_fails_says_why_where_that_is_known(world: World) -> None:
    def refuse(_: Tell) -> dict[str, Any]:
        raise ValueError("Line 3 is unreadable.")

    def break_down(_: Tell) -> dict[str, Any]:
        raise RuntimeError("anna@example.org")

    assert _wait(world, _begin(world, refuse)).words == "Line 3 is unreadable."
    broken = _wait(world, _begin(world, break_down))
    assert (broken.state, broken.words) == (UndertakingState.FAILED, "")


def test_one_that_no_longer_beats_makes_room(world: World) -> None:
    silent = Undertaking.objects.create(
        organization=world.organization, kind="count", begun_at=NOW, beat_at=NOW - SILENT_FOR * 2
    )
    seen = last_undertaking(world.organization, "count", now=NOW)
    assert seen is not None
    assert seen.state == UndertakingState.BROKEN_OFF
    again = _wait(world, _begin(world, lambda _: {}))
    assert again.state == UndertakingState.DONE
    silent.refresh_from_db()
    assert (silent.state, silent.ended_at) == (UndertakingState.BROKEN_OFF, NOW)
    assert NOW - silent.beat_at > timedelta(minutes=1)
