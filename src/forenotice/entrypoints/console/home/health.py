"""Is it working? One word and one sentence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.engine.host import Standing, standing

# A pulse comes every minute; a long one may take a few.
_PATIENCE = timedelta(minutes=10)


class Condition(StrEnum):
    """How it stands, the worst last."""

    WELL = "well"
    REHEARSING = "rehearsing"
    STOPPED = "stopped"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Health:
    """The condition, with what it follows from."""

    condition: Condition
    standing: Standing


def health_of(organization: Organization, now: datetime) -> Health:
    """Held for another host, stopped, rehearsing, or well."""
    found = standing()
    if found.is_held:
        condition = Condition.HELD
    elif found.pulsed_at is None or found.pulsed_at < now - _PATIENCE:
        condition = Condition.STOPPED
    else:
        condition = Condition.WELL if organization.mode == Mode.LIVE else Condition.REHEARSING
    return Health(condition, found)
