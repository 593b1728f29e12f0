"""Walks the demo's society through its days: the real pulse, whenever something may happen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from django.conf import settings

from forenotice.accounts.models import Organization
from forenotice.accounts.queries import organization_by_key
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.operations import Surroundings, apply_blueprint
from forenotice.engine.carriers import KeptCarriers
from forenotice.engine.host import standing
from forenotice.engine.presence import Presence
from forenotice.engine.pulse import pulse
from forenotice.entrypoints.cli.demo.days import BEGIN, END
from forenotice.entrypoints.cli.errors import HeldError
from forenotice.planner.queries import list_reminders
from forenotice.planner.states import ReminderState
from forenotice.sources.operations import import_file, sample_members

_LONGEST_STRIDE = timedelta(hours=12)


@dataclass(frozen=True)
class Walked:
    """The society after its days; ``changed`` and ``said`` count what was not there before this walk."""

    organization: Organization
    changed: int
    said: int


def walk(tell: Callable[[datetime], None]) -> Walked:
    """Set the society up and go from pulse to pulse until the last day, or on from wherever it got to.

    ``tell`` is told of each moment on the way.
    """
    begun = standing().pulsed_at
    now = BEGIN if begun is None else min(begun, END)
    resources = files(__package__)
    text = resources.joinpath("blueprint.toml").read_text(encoding="utf-8")
    blueprint = read_blueprint(text, "blueprint.toml")
    applied = apply_blueprint(
        blueprint=blueprint, name="blueprint.toml", surroundings=Surroundings(), actor="demo", now=now
    )
    organization = organization_by_key(applied.organization_key)
    with as_file(sample_members()) as path:
        told = import_file(organization=organization, path=path, actor="demo", now=now)
    changed = len(applied.differences) + told.created + told.changed
    return Walked(organization, changed, _go(organization, now, tell))


def _go(organization: Organization, now: datetime, tell: Callable[[datetime], None]) -> int:
    said = 0
    with Presence(Path(settings.FORENOTICE_HOME)) as presence, KeptCarriers(_standing_still(now)) as carriers:
        while True:
            tell(now)
            report = pulse(clock=_standing_still(now), presence=presence, carriers=carriers)
            if report.standing.is_held:
                raise HeldError(
                    "The demo was moved here from elsewhere, so it is held. Run it again after removing "
                    f"{settings.FORENOTICE_HOME}."
                )
            said += sum(one.dispatched.released for one in report.organizations)
            if now >= END:
                return said
            now = min(_next_moment(organization, now), END)


def _standing_still(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def _next_moment(organization: Organization, now: datetime) -> datetime:
    """When the next reminder is due; half a day on at the latest, because due dates pass meanwhile."""
    waiting = list_reminders(organization, states=[ReminderState.PLANNED])
    ahead = [one.release_at for one in waiting if one.release_at > now]
    return min([*ahead, now + _LONGEST_STRIDE])
