"""Due dates follow the organization's time zone and currency; of many, that takes long and is undertaken.

What broke off is taken up again by the pulse. It begins anew and costs time only: what follows already stays.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.dispatcher.operations import Clock
from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.operations import ask_for_pulse
from forenotice.engine.queries import last_undertaking
from forenotice.engine.states import UndertakingState
from forenotice.engine.undertaking import Tell, undertake
from forenotice.ledger.operations import follow_organization
from forenotice.ledger.queries import has_more_than

SETTLING = "settle"
"""The kind of undertaking that settles due dates again."""

FEW = 2_000
"""As many subscriptions are settled while somebody waits for a page."""


_TRIED_AGAIN_AFTER = timedelta(hours=1)


def settle_organization(*, organization: Organization, actor: str, clock: Clock) -> None:
    """Bring all due dates in line; raise :class:`UndertakingBusyError` while something else is being done."""
    if has_more_than(organization, FEW):
        _begin(organization, actor, clock)
    else:
        follow_organization(organization=organization, now=clock())


def is_half_settled(organization: Organization, now: datetime) -> bool:
    """Whether the last time broke off, so that it has to be done again."""
    last = last_undertaking(organization, SETTLING, now=now)
    return last is not None and last.state in (UndertakingState.BROKEN_OFF, UndertakingState.FAILED)


def finish_settling(*, organization: Organization, clock: Clock) -> bool:
    """Take up what broke off, in the name of whoever had begun it; whether it was taken up.

    Where something of ours broke it would break again each minute, so it has an hour.
    """
    now = clock()
    last = last_undertaking(organization, SETTLING, now=now)
    if last is None or last.state in (UndertakingState.RUNNING, UndertakingState.DONE):
        return False
    if last.state == UndertakingState.FAILED and (last.ended_at or now) > now - _TRIED_AGAIN_AFTER:
        return False
    try:
        _begin(organization, last.begun_by, clock)
    except UndertakingBusyError:
        # Something else is being done, or another server was faster; the next pulse looks again.
        return False
    return True


def _begin(organization: Organization, actor: str, clock: Clock) -> None:
    def work(tell: Tell) -> Mapping[str, Any]:
        changed = follow_organization(organization=organization, now=clock(), progress=tell)
        ask_for_pulse()
        return {"changed": changed}

    undertake(organization=organization, kind=SETTLING, work=work, actor=actor, clock=clock)
