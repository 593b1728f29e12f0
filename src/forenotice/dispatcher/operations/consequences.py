"""What follows from news: addresses that are used no more, and wishes that a provider was told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.consent.operations import NewSuppression, set_preference, suppress
from forenotice.consent.states import SuppressionReason
from forenotice.dispatcher.models import DeliveryEvent
from forenotice.dispatcher.operations.unreached import note_unreached
from forenotice.dispatcher.states import Role, UnreachedCause
from forenotice.kernel.news import NewsKind

SOFT_BOUNCES = 3
SOFT_WITHIN = timedelta(days=30)
"""So many messages that came back in so short a time say as much as one from a mailbox that is gone."""

SOFT_LASTS = timedelta(days=90)
"""For how long: a full mailbox may be emptied, and deserves another chance."""


def draw_consequences(organization: Organization, told: Sequence[DeliveryEvent], now: datetime) -> None:
    """Stop writing to where it is of no use or unwanted; each piece of news has its delivery."""
    came_back = {
        row.delivery_id: row.detail for row in told if row.kind == NewsKind.BOUNCED and row.delivery_id
    }
    note_unreached(organization, came_back, UnreachedCause.BOUNCED, now)
    for row in told:
        wanted = _suppression(organization, row, row.delivery.recipient, now) if row.delivery else None
        if wanted is not None:
            suppress(organization=organization, wanted=[wanted], actor=row.provider, now=now)
        elif row.kind == NewsKind.UNSUBSCRIBED:
            _leave_alone(organization, row, now)


def _suppression(
    organization: Organization, row: DeliveryEvent, address: str, now: datetime
) -> NewSuppression | None:
    why = f"{row.code} {row.detail}".strip()
    if row.kind == NewsKind.COMPLAINED:
        return NewSuppression(address, SuppressionReason.COMPLAINT, why)
    if row.kind != NewsKind.BOUNCED:
        return None
    if row.is_mailbox_gone:
        return NewSuppression(address, SuppressionReason.HARD_BOUNCE, why)
    bounced = DeliveryEvent.objects.filter(
        organization=organization,
        canonical=row.canonical,
        kind=NewsKind.BOUNCED,
        happened_at__gt=now - SOFT_WITHIN,
    )
    # A message that comes back by two ways has come back once.
    if bounced.values("delivery").distinct().count() < SOFT_BOUNCES:
        return None
    return NewSuppression(address, SuppressionReason.SOFT_BOUNCES, why, ends_at=now + SOFT_LASTS)


def _leave_alone(organization: Organization, row: DeliveryEvent, now: datetime) -> None:
    """The member told the provider what they could have told us; a contact speaks for themselves only."""
    delivery = row.delivery
    if delivery is not None and delivery.role == Role.MEMBER:
        member = delivery.reminder.due_date.member
        set_preference(
            organization=organization, member=member, wants_courtesy=False, actor=row.provider, now=now
        )
