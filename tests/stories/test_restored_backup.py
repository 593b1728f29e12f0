"""A backup is put back: nothing is said until the owner has seen what may have been, and nothing twice."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.engine.carriers import KeptCarriers
from forenotice.engine.errors import NothingHeldError
from forenotice.engine.models import Host
from forenotice.engine.presence import Presence
from forenotice.engine.pulse import PulseReport, pulse
from forenotice.engine.resuming import resume, review
from forenotice.ledger.models import Subscription
from forenotice.planner.models import Decision, Progress, Reminder
from tests.stories.life import Life
from tests.support.world import ACTOR

MADE_BY_SPEAKING = (Attempt, Delivery, Decision, Reminder, Progress)


def beat(life: Life) -> PulseReport:
    """One pulse of the engine at the life's own time."""
    with Presence(Path(settings.FORENOTICE_HOME)) as presence, KeptCarriers(lambda: life.now) as carriers:
        return pulse(clock=lambda: life.now, presence=presence, carriers=carriers)


def restore_the_backup_of(life: Life, pulses: int) -> None:
    """The database as it was before anything was said, under a host that remembers more."""
    for rows in MADE_BY_SPEAKING:
        rows.objects.all().delete()
    Host.objects.update(pulses=pulses)
    life._heard.clear()


def lose_the_journal() -> None:
    """Without its send journal the host knows that something was said since, and not what."""
    shutil.rmtree(Path(settings.FORENOTICE_HOME) / "journal")


def begin_a_life_that_spoke(begin: Callable[..., Life]) -> Life:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 12))
    life.told("ben", next_on=date(2026, 1, 20))
    life.sleep(minutes=1)
    assert beat(life).standing.pulses == 1
    life.sleep(days=1)
    life.told("cid", next_on=date(2026, 1, 14))
    beat(life)
    life.sleep(days=1)
    beat(life)
    life.expect("2026-01-07 7-days cid")
    return life


def test_a_restored_backup_is_held_and_what_was_said_is_not_said_again(begin: Callable[..., Life]) -> None:
    life = begin_a_life_that_spoke(begin)
    restore_the_backup_of(life, pulses=2)
    lose_the_journal()
    held = beat(life)
    assert held.standing.is_held
    life.expect()
    # At night it waits for its send window; that is no news of whether it was said.
    life.sleep(hours=12)
    beat(life)
    found = review(now=life.now)
    assert [told.subscription for told in found.maybe_said[0].reminders] == ["cid"]
    resume(said=True, actor=ACTOR, now=life.now)
    life.sleep(hours=12)
    for _ in range(8):
        assert not beat(life).standing.is_held
        life.sleep(days=1)
    life.expect("2026-01-13 7-days ben")
    with pytest.raises(NothingHeldError):
        review(now=life.now)


def test_an_owner_who_knows_that_nothing_was_said_has_it_said(begin: Callable[..., Life]) -> None:
    life = begin_a_life_that_spoke(begin)
    restore_the_backup_of(life, pulses=2)
    lose_the_journal()
    assert beat(life).standing.is_held
    resume(said=False, actor=ACTOR, now=life.now)
    beat(life)
    life.expect("2026-01-07 7-days cid")


def put_back(life: Life, when: datetime) -> None:
    """Let the database be as it was then, before anything was said, under a host that has spoken since."""
    for rows in MADE_BY_SPEAKING:
        rows.objects.all().delete()
    Host.objects.update(pulses=1, pulsed_at=when)


def test_an_old_database_put_back_says_nothing_of_what_the_send_journal_tells(
    begin: Callable[..., Life],
) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    beat(life)
    before = life.now
    spoken = [f"s{n:02}" for n in range(30)]
    for who in spoken:
        life.told(who, next_on=date(2026, 1, 13))
    life.told("late", next_on=date(2026, 1, 14))
    life.told("next", next_on=date(2026, 1, 20))
    life.sleep(days=1)
    beat(life)
    life.expect(*(f"2026-01-06 7-days {who}" for who in spoken))
    put_back(life, before)
    life.sleep(days=1)
    held = beat(life)
    assert held.standing.is_held
    assert held.organizations[0].marked == 30
    found = review(now=life.now)
    assert found.knows_all
    assert sorted(told.subscription for told in found.maybe_said[0].marked) == spoken
    assert [told.subscription for told in found.maybe_said[0].reminders] == ["late"]
    resume(said=False, actor=ACTOR, now=life.now)
    for _ in range(8):
        assert not beat(life).standing.is_held
        life.sleep(days=1)
    life._heard.clear()
    life.expect("2026-01-07 7-days late", "2026-01-13 7-days next")


def test_a_backup_made_within_the_very_same_pulse_is_noticed(begin: Callable[..., Life]) -> None:
    life = begin_a_life_that_spoke(begin)
    restore_the_backup_of(life, pulses=3)
    held = beat(life)
    assert (held.standing.hold, held.organizations[0].marked) == ("restored", 1)
    resume(said=False, actor=ACTOR, now=life.now)
    beat(life)
    life.expect()


def test_what_comes_back_from_its_source_only_later_stays_silent(begin: Callable[..., Life]) -> None:
    life = begin_a_life_that_spoke(begin)
    restore_the_backup_of(life, pulses=2)
    Subscription.objects.filter(external_id="cid").delete()
    assert beat(life).standing.is_held
    assert review(now=life.now).maybe_said[0].not_found == 1
    resume(said=False, actor=ACTOR, now=life.now)
    # Its date has moved a little, so that its moment lies ahead once more.
    life.told("cid", next_on=date(2026, 1, 16))
    life.sleep(days=2)
    beat(life)
    life.expect_silence(cid="said_before")
    life.told("cid", next_on=date(2026, 2, 14))
    life.sleep(days=29)
    life.still_there("cid")
    beat(life)
    life.expect("2026-02-07 7-days cid")


def test_a_database_on_another_host_holds_its_tongue(begin: Callable[..., Life]) -> None:
    life = begin_a_life_that_spoke(begin)
    (Path(settings.FORENOTICE_HOME) / "instance.json").unlink()
    life.sleep(days=6)
    assert beat(life).standing.is_held
    life.expect()
