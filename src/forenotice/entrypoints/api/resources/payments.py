"""Payments that somebody says were made, before or instead of a source."""

from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from forenotice.entrypoints.api.resources.one_subscription import heard, subscription_row
from forenotice.entrypoints.api.resources.subscription_shown import SubscriptionShown
from forenotice.entrypoints.api.shapes import Given, RowId
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.operations import record_payment, take_payment_back
from forenotice.sources.push.words import Day

router = Router(tags=["subscriptions"])
DueOn = Annotated[Day, Query(description="The day on which it was due.")]


class PaymentWished(Given):
    """A payment that was made. Without a day, the one due nearest to ``paid_on`` (else to today) is meant."""

    due_on: Day | None = Field(default=None, description="The day on which it was due.")
    paid_on: Day | None = None


class PaymentShown(BaseModel):
    """The payment that was meant."""

    due_date_id: int
    due_on: date
    is_new: bool = Field(description="False when it was known to be paid already; then nothing changed.")
    subscription: SubscriptionShown


@router.post("/{subscription_id}/payments", response=PaymentShown)
def post_payment(request: Visit, subscription_id: RowId, body: PaymentWished) -> PaymentShown:
    """Record that a payment was made; the next one comes an interval later. Saying it twice pays once."""
    row = subscription_row(request, subscription_id)
    paid = record_payment(
        organization=request.auth.organization,
        subscription_id=row.pk,
        due_on=body.due_on,
        paid_on=body.paid_on,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return PaymentShown(
        due_date_id=paid.due_date_id,
        due_on=paid.due_on,
        is_new=paid.is_new,
        subscription=heard(request, row),
    )


@router.delete("/{subscription_id}/payments", response=SubscriptionShown)
def delete_payment(request: Visit, subscription_id: RowId, due_on: DueOn) -> SubscriptionShown:
    """Take back a payment that was recorded by mistake: it is to come again."""
    row = subscription_row(request, subscription_id)
    take_payment_back(
        organization=request.auth.organization,
        subscription_id=row.pk,
        due_on=due_on,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return heard(request, row)
