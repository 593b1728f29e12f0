"""What every due date of a subscription has from it, and since when a date is known. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forenotice.ledger.agreement import Agreement
from forenotice.ledger.cycles import interval_columns
from forenotice.ledger.due import Due
from forenotice.ledger.states import Quiet


def shared_attributes(agreement: Agreement) -> dict[str, Any]:
    """The fields of :class:`Due` that follow the subscription, its member and its product."""
    told = agreement.told
    count, unit, days = interval_columns(agreement.interval)
    return {
        "organization_id": agreement.organization_id,
        "subscription_id": agreement.subscription_id,
        "member_id": agreement.member_id,
        "product_id": agreement.product_id,
        "zone": agreement.zone,
        "amount_minor": told.amount_minor,
        "currency": agreement.currency,
        "payer_kind": told.payer_kind,
        "interval_count": count,
        "interval_unit": unit,
        "interval_days": days,
        "country": told.member.country,
        "tags": told.tags,
    }


def follow(row: Due, wanted: Mapping[str, Any], now: datetime) -> Due:
    """The row brought to the wanted fields, open, and known since the right moment."""
    fresh = row._replace(**{**wanted, "closing": "", "closed_at": None})
    return fresh._replace(known_at=now) if _is_known_anew(row, fresh) else fresh


def _is_known_anew(before: Due, after: Due) -> bool:
    """True when moments passed at which nobody could have spoken: it came back, came nearer or woke up."""
    if not before.is_open or before.zone != after.zone:
        return True
    if before.quiet != Quiet.NO and after.quiet == Quiet.NO:
        return True
    return any(
        earlier is not None and later is not None and later < earlier
        for earlier, later in (
            (before.due_on, after.due_on),
            (before.due_at, after.due_at),
            (before.cancel_by_on, after.cancel_by_on),
            (before.cancel_by_at, after.cancel_by_at),
        )
    )
