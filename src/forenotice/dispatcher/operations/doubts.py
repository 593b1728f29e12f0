"""What a person decides about deliveries of which nobody knows what became of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.dispatcher.errors import NotInDoubtError, UnknownDeliveryError
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.states import DeliveryReason, DeliveryState


@dataclass(frozen=True, slots=True)
class Decided:
    """The deliveries that the decision was carried out on."""

    delivery_ids: tuple[int, ...]


def resend(
    *, organization: Organization, delivery_ids: Collection[int], actor: str, now: datetime
) -> Decided:
    """Have deliveries in doubt handed over again, at the next pulse and after one more last look.

    Raise :class:`NotInDoubtError`, and change nothing, when one of them is not in doubt.
    """
    return _decide(organization, delivery_ids, DeliveryState.QUEUED, DeliveryReason.RESEND, actor, now)


def let_be(
    *, organization: Organization, delivery_ids: Collection[int], actor: str, now: datetime
) -> Decided:
    """Leave deliveries in doubt as they are, for good; raise as :func:`resend` does."""
    return _decide(organization, delivery_ids, DeliveryState.LET_BE, DeliveryReason.LET_BE, actor, now)


@transaction.atomic
def _decide(
    organization: Organization,
    delivery_ids: Collection[int],
    state: DeliveryState,
    reason: DeliveryReason,
    actor: str,
    now: datetime,
) -> Decided:
    wanted = sorted(set(delivery_ids))
    states = dict(
        Delivery.objects.select_for_update()
        .filter(organization=organization, pk__in=wanted)
        .order_by("pk")
        .values_list("pk", "state")
    )
    for delivery_id in wanted:
        if delivery_id not in states:
            raise UnknownDeliveryError(
                f"There is no delivery {delivery_id}. List them: forenotice deliveries."
            )
        if states[delivery_id] != DeliveryState.UNKNOWN:
            raise NotInDoubtError(
                f"Delivery {delivery_id} is {states[delivery_id]}; only unknown ones can be decided about."
            )
    Delivery.objects.filter(organization=organization, pk__in=wanted, state=DeliveryState.UNKNOWN).update(
        state=state,
        reason=reason,
        actor=actor,
        next_try_at=now if state is DeliveryState.QUEUED else None,
        changed_at=now,
    )
    for delivery_id in wanted:
        record_audit(
            organization=organization,
            action=f"delivery.{reason}",
            subject=str(delivery_id),
            detail={},
            actor=actor,
            now=now,
        )
    return Decided(tuple(wanted))
