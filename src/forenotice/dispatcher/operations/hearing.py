"""News of deliveries: kept as it was told, then written down as what became of each, and acted upon."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.consent.addresses import canonical
from forenotice.dispatcher.models import Delivery, DeliveryEvent
from forenotice.dispatcher.operations.consequences import draw_consequences
from forenotice.dispatcher.operations.tracing import trace
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.kernel.news import News, NewsKind

AT_ONCE = 500
PATIENCE = timedelta(days=2)
"""For how long news waits for its delivery: it can be quicker than the receipt, but not by days."""

_LEADS_TO = {
    NewsKind.DELIVERED: (DeliveryState.DELIVERED, DeliveryReason.DELIVERED),
    NewsKind.BOUNCED: (DeliveryState.BOUNCED, DeliveryReason.BOUNCED),
    NewsKind.COMPLAINED: (DeliveryState.COMPLAINED, DeliveryReason.COMPLAINED),
}
_UNDER_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.ATTEMPTING})

log = structlog.get_logger(__name__)


class Heard(NamedTuple):
    """How many pieces of news were ``new``, how many were ``applied``, and how many are for no delivery."""

    new: int = 0
    applied: int = 0
    astray: int = 0

    def and_(self, more: "Heard") -> "Heard":
        """Both together."""
        return Heard(self.new + more.new, self.applied + more.applied, self.astray + more.astray)


def hear(*, organization: Organization, news: Sequence[News], now: datetime) -> Heard:
    """Keep news, and apply what can be applied; what was told before changes nothing."""
    new = keep_news(organization=organization, news=news, now=now) if news else 0
    return apply_news(organization=organization, now=now)._replace(new=new)


@transaction.atomic
def keep_news(*, organization: Organization, news: Sequence[News], now: datetime) -> int:
    """Write down what is not known yet; return how much that is."""
    rows = DeliveryEvent.objects.filter(organization=organization)
    known = set(
        rows.filter(event_id__in=[each.event_id for each in news]).values_list("provider", "event_id")
    )
    fresh = {(one.provider, one.event_id): one for one in news if (one.provider, one.event_id) not in known}
    DeliveryEvent.objects.bulk_create(
        (_row(organization, each, now) for each in fresh.values()), ignore_conflicts=True
    )
    return len(fresh)


def apply_news(*, organization: Organization, now: datetime) -> Heard:
    """Apply all news that waits, some in each transaction; what has no delivery yet waits on for a while."""
    done, after = Heard(), 0
    if not DeliveryEvent.objects.filter(organization=organization, applied_at__isnull=True).exists():
        return done
    while True:
        with transaction.atomic():
            rows = DeliveryEvent.objects.select_for_update().filter(
                organization=organization, applied_at__isnull=True, pk__gt=after
            )
            waiting = list(rows.order_by("pk")[:AT_ONCE])
            applied, astray = _apply(organization, waiting, now)
        done = done.and_(Heard(applied=applied, astray=astray))
        if len(waiting) < AT_ONCE:
            return done
        after = waiting[-1].pk


def _row(organization: Organization, told: News, now: datetime) -> DeliveryEvent:
    return DeliveryEvent(
        organization=organization,
        provider=told.provider,
        event_id=told.event_id,
        kind=told.kind,
        message_name=told.message_name,
        reference=told.reference[:200],
        is_mailbox_gone=told.is_mailbox_gone,
        code=told.code[:32],
        detail=told.detail[:500],
        happened_at=min(told.happened_at, now),
        composed_at=told.composed_at,
        received_at=now,
    )


def _apply(organization: Organization, waiting: Sequence[DeliveryEvent], now: datetime) -> tuple[int, int]:
    found = trace(organization, waiting) if waiting else {}
    applied: list[DeliveryEvent] = []
    astray: list[DeliveryEvent] = []
    for row in waiting:
        delivery = found.get(row.pk)
        if delivery is not None and delivery.state not in _UNDER_WAY:
            row.delivery, row.applied_at = delivery, now
            row.canonical = canonical(delivery.recipient)
            applied.append(row)
        elif delivery is None and not row.reference:
            # What mail speaks of was sent before, so that it is there or never was.
            row.applied_at = now
            astray.append(row)
        elif now - row.received_at > PATIENCE:
            row.applied_at = now
            astray.append(row)
    if applied or astray:
        rows = DeliveryEvent.objects.filter(organization=organization)
        rows.bulk_update([*applied, *astray], ["delivery", "applied_at", "canonical"])
    # What a rehearsal said never left this house, whoever tells of it.
    real = [row for row in applied if row.delivery and row.delivery.reminder.mode == Mode.LIVE]
    for row in real:
        _move(organization, row, now)
    if real:
        draw_consequences(organization, real, now)
    if astray:
        log.warning("news_astray", organization=organization.key, count=len(astray))
    return len(applied), len(astray)


def _move(organization: Organization, row: DeliveryEvent, now: datetime) -> None:
    """Let the delivery be in the state that the news leads to, unless it is past that already."""
    if row.kind not in _LEADS_TO or row.delivery_id is None:
        return
    rows = Delivery.objects.filter(organization=organization, pk=row.delivery_id)
    # Whatever is told of it, it was taken.
    rows.filter(state=DeliveryState.UNKNOWN).update(
        state=DeliveryState.ACCEPTED, reason=DeliveryReason.LATE_RECEIPT, changed_at=now
    )
    state, reason = _LEADS_TO[NewsKind(row.kind)]
    before = [DeliveryState.ACCEPTED]
    if state is not DeliveryState.DELIVERED:
        before.append(DeliveryState.DELIVERED)
    rows.filter(state__in=before).update(state=state, reason=reason, actor=row.provider, changed_at=now)
