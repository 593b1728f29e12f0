"""For whoever watches over an instance: whether it is ready, and its figures. Nothing about any member."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from forenotice import __version__
from forenotice.accounts.models import Organization
from forenotice.accounts.queries import all_organizations
from forenotice.accounts.states import Mode
from forenotice.dispatcher.queries import count_unknown, counts_by_channel, last_attempt_at
from forenotice.engine.errors import EngineError
from forenotice.engine.host import standing
from forenotice.engine.queries import broken_pulse
from forenotice.engine.tables import tables_are_behind
from forenotice.planner.queries import reasons_between
from forenotice.sources.queries import sources_of

QUIET = timedelta(minutes=15)
"""How long ago the last pulse may have begun, or the last message of a long one left."""

# By so many seconds may the clocks of two machines differ.
_CLOCKS_DIFFER = 60

DAY = timedelta(days=1)
AHEAD = timedelta(days=3)
"""Beyond the horizon: whatever is planned."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests can be answered and reminders are said in time; each check with what it found."""

    is_ready: bool
    checks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, with its labels. The sentence says what it counts; all of one name share it."""

    name: str
    sentence: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()
    is_counter: bool = False


def readiness(*, now: datetime) -> Readiness:
    """Ask the database whether it is there, has the tables of this version, and was pulsed of late."""
    try:
        if tables_are_behind():
            return Readiness(False, {"database": "ok", "tables": "behind; run: forenotice upgrade"})
        pulse = _pulse(now)
    except DatabaseError as error:
        connection.close()
        return Readiness(False, {"database": f"not reachable ({type(error).__name__})"})
    except EngineError:
        return Readiness(False, {"database": "ok", "tables": "ok", "home": "cannot be read or written"})
    is_ready = pulse.startswith(("ok", "held"))
    return Readiness(is_ready, {"database": "ok", "tables": "ok", "pulse": pulse})


def _pulse(now: datetime) -> str:
    found = standing()
    if found.is_held:
        # Held pulses are not counted, so nothing tells how long ago the last one was.
        return f"held: {found.hold}; see: forenotice resume"
    if found.pulsed_at is None:
        return "none yet"
    everybody = all_organizations()
    tries = [last_attempt_at(organization) for organization in everybody]
    moments = [found.pulsed_at, *(at for at in tries if at is not None)]
    broken = [broken_pulse(organization) for organization in everybody]
    if everybody and all(broken):
        return "breaks off each time; the log says where"
    ages = [int((now - at).total_seconds()) for at in moments]
    seconds = min((age for age in ages if age >= -_CLOCKS_DIFFER), default=None)
    if seconds is None:
        return f"{-max(ages)} s ahead of the clock here; is it right?"
    return f"{'ok' if seconds <= QUIET.total_seconds() else 'too long ago'}: {seconds} s ago"


def figures(*, now: datetime) -> Iterator[Figure]:
    """Every figure as it is now. Counts are of what was to leave since a day ago, and of what is planned."""
    found = standing()
    yield Figure("forenotice_info", "The version.", 1, (("version", __version__),))
    yield Figure("forenotice_pulses_total", "Pulses begun so far.", found.pulses, is_counter=True)
    if found.pulsed_at is not None:
        age = (now - found.pulsed_at).total_seconds()
        yield Figure("forenotice_last_pulse_age_seconds", "Seconds since the last pulse began.", age)
    yield Figure("forenotice_held", "Whether nothing may be said from this host.", int(found.is_held))
    everybody = all_organizations()
    for ask in (_broken, _reminders, _deliveries, _unknown, _sources):
        for organization in everybody:
            yield from ask(organization, now)


def _broken(organization: Organization, now: datetime) -> Iterator[Figure]:
    found = broken_pulse(organization)
    sentence = "Seconds since the pulse breaks off for an organization, 0 while it does not."
    seconds = (now - found.since_at).total_seconds() if found else 0
    yield Figure("forenotice_pulse_broken_seconds", sentence, seconds, (("organization", organization.key),))


def _reminders(organization: Organization, now: datetime) -> Iterator[Figure]:
    sentence = "Live reminders to leave since a day ago or already planned, by state."
    counts: Counter[str] = Counter()
    for (found, _), count in reasons_between(organization, now - DAY, now + AHEAD, Mode.LIVE).items():
        counts[found] += count
    for state, count in sorted(counts.items()):
        labels = (("organization", organization.key), ("state", state))
        yield Figure("forenotice_reminders", sentence, count, labels)


def _deliveries(organization: Organization, now: datetime) -> Iterator[Figure]:
    sentence = "Deliveries made within a day, by channel and state."
    for (channel, state), count in sorted(counts_by_channel(organization, now - DAY).items()):
        labels = (("organization", organization.key), ("channel", channel), ("state", state))
        yield Figure("forenotice_deliveries", sentence, count, labels)


def _unknown(organization: Organization, _now: datetime) -> Iterator[Figure]:
    sentence = "Deliveries of which nobody knows what became of them: a person has to decide."
    count = count_unknown(organization)
    yield Figure("forenotice_deliveries_unknown", sentence, count, (("organization", organization.key),))


def _sources(organization: Organization, now: datetime) -> Iterator[Figure]:
    for source in sources_of(organization):
        moments = [at for at in (source.last_told_at, source.pulled_at) if at is not None]
        if moments:
            sentence = "Seconds since a source told anything, or was asked to the end."
            labels = (("organization", organization.key), ("source", source.key))
            yield Figure(
                "forenotice_source_age_seconds", sentence, (now - max(moments)).total_seconds(), labels
            )
