"""Deliveries that waited when a backup was made: by now they may have been said."""

from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.states import DeliveryReason, DeliveryState


def take_as_said(*, organization: Organization, actor: str, now: datetime) -> int:
    """Let every delivery that waits for a try be, because it may have been said; how many there were."""
    waiting = Delivery.objects.filter(organization=organization, state=DeliveryState.QUEUED)
    return waiting.update(
        state=DeliveryState.LET_BE,
        reason=DeliveryReason.MAYBE_SAID,
        actor=actor,
        next_try_at=None,
        changed_at=now,
    )
