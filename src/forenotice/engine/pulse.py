"""The pulse: every station once, in order, for every organization, with one reading of the clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, connection, transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import (
    forget_ended_sessions,
    forget_old_answers,
    forget_old_invitations,
)
from forenotice.accounts.queries import all_organizations
from forenotice.dispatcher.operations import (
    Carriers,
    Clock,
    Dispatched,
    Heard,
    dispatch,
    empty_old_proofs,
    mark_what_was_said,
)
from forenotice.engine.asking_members import ask_members
from forenotice.engine.breaking import Breakages
from forenotice.engine.causes import Cause
from forenotice.engine.errors import PulseBrokenError
from forenotice.engine.host import Standing, begin_pulse, standing
from forenotice.engine.owner_words import OwnerStation
from forenotice.engine.presence import Presence
from forenotice.engine.pulse_address import call_pulse_address
from forenotice.engine.returns import hear_news
from forenotice.engine.settling import finish_settling
from forenotice.ledger.operations import Rolled, keep_words, roll_forward
from forenotice.outcomes.operations import close_outcomes
from forenotice.planner.operations import Missed, Planned, count_ahead, count_past, declare_missed, plan
from forenotice.sources.operations import (
    digest_inbox,
    empty_old_entries,
    look_where_told,
    pull_due,
    resume_snapshots,
)
from forenotice.sources.queries import freshness
from forenotice.sources.report import PullReport

log = structlog.get_logger(__name__)

# The words of a million new members take a minute or two, in which others have to be told something too.
_FOR_WORDS = timedelta(seconds=5)

_PULSES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class OrganizationPulse:
    """What one pulse did for one organization, station by station. ``told`` is what its owner was told of.

    ``pulled`` is what came of each source that was asked. ``digested`` counts pushed entries that a crash had
    left waiting, ``counted`` days whose numbers had changed, ``emptied`` proofs and entries kept long enough,
    and ``marked`` reminders that the send journal says were said before a backup was put back.
    """

    organization: str
    resumed: int = 0
    pulled: Sequence[PullReport] = ()
    digested: int = 0
    rolled: Rolled = field(default_factory=Rolled)
    planned: Planned = field(default_factory=Planned)
    missed: Missed = field(default_factory=Missed)
    dispatched: Dispatched = field(default_factory=Dispatched)
    heard: Heard = field(default_factory=Heard)
    counted: int = 0
    emptied: int = 0
    told: Sequence[Cause] = ()
    marked: int = 0


@dataclass(frozen=True, slots=True)
class PulseReport:
    """What a pulse did. ``standing`` says whether this host may speak; held, it planned and said nothing."""

    began_at: datetime
    standing: Standing
    organizations: Sequence[OrganizationPulse]


def pulse(
    *,
    clock: Clock,
    presence: Presence,
    carriers: Carriers,
    stop: Callable[[], bool] = lambda: False,
) -> PulseReport:
    """Run every station once for every organization; members are spoken to only if this host may.

    `clock` is read once for all stations, and again at each last look. `stop` ends the pulse early: what is
    in flight is finished, and nothing more begins. Raise :class:`PulseBrokenError` at the end when it broke
    for some of the organizations, and whatever the database says at once when that is away.
    """
    now = clock()
    found = begin_pulse(now=now)
    if found.pulses % _PULSES_AN_HOUR == 0:
        forget_ended_sessions(now=now)
        forget_old_invitations(now=now)
    done = []
    broken: list[tuple[str, Exception]] = []
    organizations = all_organizations()
    owners = OwnerStation(is_one_of_several=len(organizations) > 1)
    breakages = Breakages(owners, may_speak=not found.is_held)
    for organization in organizations:
        if stop():
            break
        try:
            done.append(_pulse_of(organization, clock, presence, carriers, stop, owners, found, now))
            breakages.settle(organization)
        except Exception as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                # It is away, and would be for the others too.
                raise
            # Whatever breaks for one must not silence the others.
            breakages.note(organization, error, now)
            broken.append((organization.key, error))
    if broken:
        raise _broken(broken)
    return PulseReport(now, found, done)


def _broken(broken: Sequence[tuple[str, Exception]]) -> PulseBrokenError:
    faults = ", ".join(f'"{key}" ({type(error).__name__})' for key, error in broken)
    return PulseBrokenError(
        f"The pulse broke off for {faults}, and was done for all others. Nothing is lost: the next one goes "
        "on from here. If it happens again, please report it with what the log says."
    )


def _pulse_of(
    organization: Organization,
    clock: Clock,
    presence: Presence,
    carriers: Carriers,
    stop: Callable[[], bool],
    owners: OwnerStation,
    found: Standing,
    now: datetime,
) -> OrganizationPulse:
    """Every station for one organization."""
    finish_settling(organization=organization, clock=clock)
    prepared = _prepare(organization, stop, now)
    if found.is_held:
        marked = mark_what_was_said(organization=organization, since=found.pulsed_at, now=now)
        prepared = replace(prepared, marked=marked)
    else:
        dispatched = dispatch(
            organization=organization,
            clock=clock,
            worker=presence.name,
            is_at_work=presence.is_at_work,
            carriers=carriers,
            stop=stop,
        )
        prepared = replace(prepared, dispatched=dispatched)
        ask_members(organization=organization, now=now)
    prepared = replace(prepared, heard=hear_news(organization=organization, now=now))
    counted = count_ahead(organization=organization, now=now, stop=stop) + count_past(
        organization=organization
    )
    counted += close_outcomes(organization=organization, now=now)
    began = clock()
    keep_words(organization=organization, is_time_up=lambda: stop() or clock() - began > _FOR_WORDS)
    emptied = empty_old_proofs(organization=organization, now=now)
    emptied += empty_old_entries(organization=organization, now=now)
    forget_old_answers(organization=organization, now=now)
    told = owners.tell_owner(organization=organization, standing=found, now=now)
    if not found.is_held:
        call_pulse_address(organization)
    prepared = replace(prepared, counted=counted, emptied=emptied, told=told)
    log.info("pulse", organization=organization.key, held=found.hold, **_numbers(prepared))
    return prepared


def rehearse_pulse(*, now: datetime) -> PulseReport:
    """What a pulse would write down now, without writing it or saying anything."""
    done = []
    for organization in all_organizations():
        with transaction.atomic():
            done.append(_plan(organization, now))
            transaction.set_rollback(True)
    return PulseReport(now, standing(), done)


def _prepare(organization: Organization, stop: Callable[[], bool], now: datetime) -> OrganizationPulse:
    pulled = look_where_told(organization=organization, now=now)
    pulled += pull_due(organization=organization, stop=stop, now=now)
    resumed = resume_snapshots(organization=organization, now=now)
    digested = digest_inbox(organization=organization, now=now)
    return replace(_plan(organization, now), resumed=len(resumed), digested=digested, pulled=pulled)


def _plan(organization: Organization, now: datetime) -> OrganizationPulse:
    """The stations between the sources and the dispatcher."""
    return OrganizationPulse(
        organization=organization.key,
        rolled=roll_forward(organization=organization, fresh_since=freshness(organization, now), now=now),
        planned=plan(organization=organization, now=now),
        missed=declare_missed(organization=organization, now=now),
    )


def _numbers(done: OrganizationPulse) -> dict[str, int]:
    return {
        "pulled": sum(report.told for report in done.pulled),
        "digested": done.digested,
        "written": sum(done.planned.written.values()),
        "missed": sum(done.missed.by_step.values()),
        "released": done.dispatched.released,
        "accepted": done.dispatched.accepted,
        "failed": done.dispatched.failed,
        "unknown": done.dispatched.unknown,
        "heard": done.heard.applied,
        "counted": done.counted,
        "emptied": done.emptied,
    }
