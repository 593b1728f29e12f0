"""Due dates follow the organization's time zone and currency; of many, that takes long and is undertaken."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.dispatcher.operations import Clock
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


def settle_organization(*, organization: Organization, actor: str, clock: Clock) -> None:
    """Bring all due dates in line; raise :class:`UndertakingBusyError` while something else is being done."""

    def work(tell: Tell) -> Mapping[str, Any]:
        changed = follow_organization(organization=organization, now=clock(), progress=tell)
        ask_for_pulse()
        return {"changed": changed}

    if not has_more_than(organization, FEW):
        follow_organization(organization=organization, now=clock())
        return
    undertake(organization=organization, kind=SETTLING, work=work, actor=actor, clock=clock)


def is_half_settled(organization: Organization, now: datetime) -> bool:
    """Whether the last time broke off, so that it has to be done again."""
    last = last_undertaking(organization, SETTLING, now=now)
    return last is not None and last.state in (UndertakingState.BROKEN_OFF, UndertakingState.FAILED)
