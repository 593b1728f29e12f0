"""Is it working? One word and one sentence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.engine.host import Standing, standing
from forenotice.engine.states import Need

# A pulse comes every minute; a long one may take a few.
_PATIENCE = timedelta(minutes=10)


class Condition(StrEnum):
    """How it stands, the worst last."""

    WELL = "well"
    NEEDS_YOU = "needs_you"
    REHEARSING = "rehearsing"
    BROKEN = "broken"
    STOPPED = "stopped"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Health:
    """The condition, with what it follows from."""

    condition: Condition
    standing: Standing


def health_of(organization: Organization, now: datetime, needs: Collection[Need]) -> Health:
    """Held for another host, stopped, broken, rehearsing, well but for what needs a person, or well."""
    found = standing()
    if found.is_held:
        condition = Condition.HELD
    elif found.pulsed_at is None or found.pulsed_at < now - _PATIENCE:
        condition = Condition.STOPPED
    elif Need.PULSE_BROKEN in needs:
        condition = Condition.BROKEN
    elif organization.mode != Mode.LIVE:
        condition = Condition.REHEARSING
    else:
        condition = Condition.NEEDS_YOU if needs else Condition.WELL
    return Health(condition, found)
