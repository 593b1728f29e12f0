"""Receipts are written down: what the channel answered becomes the delivery's state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from forenotice.accounts.models import Organization
from forenotice.consent.operations import NewSuppression, suppress
from forenotice.consent.states import SuppressionReason
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.moments import stored
from forenotice.dispatcher.operations.unreached import note_unreached
from forenotice.dispatcher.retry import Hours, next_try
from forenotice.dispatcher.states import DeliveryReason, DeliveryState, UnreachedCause
from forenotice.kernel.message import Outcome, Receipt
from forenotice.planner.bare import run_many

_FAILED = DeliveryState.FAILED
_MAIL_SERVER = "mail server"


class Flight(NamedTuple):
    """A delivery that was handed over and not answered yet. ``before`` are tries that no longer count.

    ``was_taken`` when it was only to be told once more.
    """

    delivery_id: int
    number: int
    hours: Hours
    before: int = 0
    was_taken: bool = False


class Landing(NamedTuple):
    """An answered flight, with the state that the answer leads to; ``next_try_at`` when it is queued."""

    flight: Flight
    receipt: Receipt
    at: datetime
    state: DeliveryState
    reason: DeliveryReason
    next_try_at: datetime | None = None


def land(flight: Flight, receipt: Receipt, *, now: datetime, is_idempotent: bool) -> Landing:
    """What a receipt means for its delivery."""
    match receipt.outcome:
        case Outcome.ACCEPTED:
            return Landing(flight, receipt, now, DeliveryState.ACCEPTED, DeliveryReason.TAKEN)
        case Outcome.NEVER if flight.was_taken:
            return Landing(flight, receipt, now, DeliveryState.ACCEPTED, DeliveryReason.TAKEN_BEFORE)
        case Outcome.NEVER:
            return Landing(flight, receipt, now, DeliveryState.FAILED, DeliveryReason.REFUSED)
        case Outcome.UNKNOWN if not is_idempotent:
            return Landing(flight, receipt, now, DeliveryState.UNKNOWN, DeliveryReason.NO_ANSWER)
    try_at = next_try(
        tries=flight.number - flight.before,
        now=now,
        hours=flight.hours,
        seed=receipt.message_id,
        retry_after_seconds=receipt.retry_after_seconds,
    )
    if try_at is None and flight.was_taken:
        return Landing(flight, receipt, now, DeliveryState.ACCEPTED, DeliveryReason.TAKEN_BEFORE)
    if try_at is None:
        return Landing(flight, receipt, now, DeliveryState.FAILED, DeliveryReason.NO_TRY_LEFT)
    return Landing(flight, receipt, now, DeliveryState.QUEUED, DeliveryReason.LATER, try_at)


def write_landings(organization_id: int, landings: Sequence[Landing]) -> None:
    """Write answers down, inside the caller's transaction.

    A delivery that was taken for lost meanwhile is `unknown` by now; its receipt comes late and still counts.
    """
    if not landings:
        return
    written = run_many(_DELIVERY, [_delivery_values(organization_id, landing) for landing in landings])
    if written != len(landings):
        run_many(_LATE, [_late_values(organization_id, landing) for landing in landings])
    run_many(_ATTEMPT, [_attempt_values(organization_id, landing) for landing in landings])
    bounced = [landing for landing in landings if landing.receipt.is_mailbox_gone]
    if bounced:
        _suppress(organization_id, bounced)
    failed = {each.flight.delivery_id: each.receipt.detail for each in landings if each.state == _FAILED}
    if failed:
        organization = Organization.objects.get(pk=organization_id)
        note_unreached(organization, failed, UnreachedCause.FAILED, landings[0].at)


def _suppress(organization_id: int, bounced: Sequence[Landing]) -> None:
    """Never write again to mailboxes that do not exist; what the server said of each is kept."""
    organization = Organization.objects.get(pk=organization_id)
    ids = [landing.flight.delivery_id for landing in bounced]
    deliveries = Delivery.objects.filter(organization=organization, pk__in=ids)
    recipients = dict(deliveries.values_list("pk", "recipient"))
    wanted = [
        NewSuppression(
            recipients[landing.flight.delivery_id],
            SuppressionReason.HARD_BOUNCE,
            f"{landing.receipt.code} {landing.receipt.detail}".strip(),
        )
        for landing in bounced
        if landing.flight.delivery_id in recipients
    ]
    suppress(organization=organization, wanted=wanted, actor=_MAIL_SERVER, now=bounced[0].at)


_DELIVERY = (
    "UPDATE dispatcher_delivery SET state = %s, reason = %s, next_try_at = %s, worker = '', changed_at = %s"
    " WHERE id = %s AND organization_id = %s AND state = 'attempting' AND attempts_made = %s"
)
_LATE = (
    "UPDATE dispatcher_delivery SET state = %s, reason = %s, next_try_at = %s, worker = '', changed_at = %s"
    " WHERE id = %s AND organization_id = %s AND state = 'unknown' AND attempts_made = %s AND %s = 'accepted'"
)
_ATTEMPT = (
    "UPDATE dispatcher_attempt SET finished_at = %s, outcome = %s, code = %s, detail = %s, reference = %s,"
    " bytes_sha256 = %s WHERE delivery_id = %s AND organization_id = %s AND number = %s"
)


def _delivery_values(organization_id: int, landing: Landing) -> tuple[Any, ...]:
    flight, at = landing.flight, stored(landing.at)
    state = (landing.state, landing.reason, stored(landing.next_try_at), at)
    return (*state, flight.delivery_id, organization_id, flight.number)


def _late_values(organization_id: int, landing: Landing) -> tuple[Any, ...]:
    flight = landing.flight
    state = (DeliveryState.ACCEPTED, DeliveryReason.LATE_RECEIPT, None, stored(landing.at))
    return (*state, flight.delivery_id, organization_id, flight.number, landing.state)


def _attempt_values(organization_id: int, landing: Landing) -> tuple[Any, ...]:
    receipt, flight = landing.receipt, landing.flight
    said = (receipt.outcome, receipt.code[:32], receipt.detail[:500], receipt.reference[:200])
    return (
        *(stored(landing.at), *said, receipt.bytes_sha256),
        *(flight.delivery_id, organization_id, flight.number),
    )
