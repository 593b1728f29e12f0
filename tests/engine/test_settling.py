"""Due dates that were following the organization when a server stopped follow it to the end by themselves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from forenotice.engine.models import Undertaking
from forenotice.engine.operations import wait_for_undertakings
from forenotice.engine.settling import SETTLING, finish_settling
from forenotice.engine.states import UndertakingState
from forenotice.ledger.models import DueDate
from forenotice.ledger.operations import follow_organization, record_facts
from tests.engine.owned_stage import OwnedStage
from tests.support.world import ACTOR

_MORE_THAN_A_PIECE = 2_001


@pytest.fixture
def stage(transactional_db: None, home: Path) -> Iterator[OwnedStage]:
    made = OwnedStage()
    yield made
    made.close()


def _behind(stage: OwnedStage) -> int:
    return DueDate.objects.filter(organization=stage.organization).exclude(zone="Asia/Tokyo").count()


def test_what_a_stopped_server_left_half_settled_is_finished_by_the_pulse(stage: OwnedStage) -> None:
    stage.told("one", next_on=stage.in_days(90))
    record_facts(
        organization=stage.organization,
        source="csv",
        facts=[replace(stage.facts["one"], external_id=f"s{n}") for n in range(_MORE_THAN_A_PIECE)],
        actor=ACTOR,
        now=stage.now,
    )
    before = stage.organization
    stage.declare(time_zone="Asia/Tokyo")

    def die(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow_organization(organization=stage.organization, now=stage.now, progress=die)
    assert _behind(stage) == 2
    row = Undertaking.objects.create(
        organization=stage.organization,
        kind=SETTLING,
        begun_at=stage.now,
        beat_at=stage.now,
        begun_by="olga",
    )
    stage.pulse()
    assert Undertaking.objects.get() == row, "another server may be at it still"
    stage.now += timedelta(minutes=2)
    # Of two servers that see it at once one takes it up, though it read the organization before it changed.
    taken = [finish_settling(organization=before, clock=lambda: stage.now) for _ in range(2)]
    assert taken == [True, False]
    wait_for_undertakings()
    assert _behind(stage) == 0
    stage.pulse()
    rows = Undertaking.objects.order_by("pk").values_list("state", "begun_by")
    assert list(rows) == [(UndertakingState.BROKEN_OFF, "olga"), (UndertakingState.DONE, "olga")]


def test_what_broke_by_our_own_fault_is_tried_again_an_hour_later(stage: OwnedStage) -> None:
    Undertaking.objects.create(
        organization=stage.organization,
        kind=SETTLING,
        state=UndertakingState.FAILED,
        begun_at=stage.now,
        beat_at=stage.now,
        ended_at=stage.now,
        begun_by="olga",
    )
    stage.pulse()
    assert Undertaking.objects.count() == 1
    stage.now += timedelta(hours=1)
    stage.pulse()
    wait_for_undertakings()
    assert Undertaking.objects.filter(state=UndertakingState.DONE).count() == 1
