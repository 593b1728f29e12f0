"""Pauses and ends that somebody says of a subscription, against its source."""

from ninja import Router
from pydantic import Field

from forenotice.entrypoints.api.resources.one_subscription import heard, subscription_row
from forenotice.entrypoints.api.resources.subscription_shown import SubscriptionShown
from forenotice.entrypoints.api.shapes import Given, RowId
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.operations import cancel_subscription, pause_subscription, resume_subscription
from forenotice.sources.push.words import Day

router = Router(tags=["subscriptions"])


class PauseWished(Given):
    """How long to keep quiet."""

    until_on: Day | None = Field(default=None, description="The day on which it goes on; else until resumed.")


class CancellationWished(Given):
    """When it ends."""

    at_period_end: bool = Field(default=False, strict=True, description="With what is paid for.")


@router.post("/{subscription_id}/pause", response=SubscriptionShown)
def post_pause(request: Visit, subscription_id: RowId, body: PauseWished) -> SubscriptionShown:
    """Keep quiet about its payments, until a day or until it is resumed."""
    row = subscription_row(request, subscription_id)
    pause_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        until_on=body.until_on,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return heard(request, row)


@router.post("/{subscription_id}/resume", response=SubscriptionShown)
def post_resume(request: Visit, subscription_id: RowId) -> SubscriptionShown:
    """End its pause; payments go on from where they were."""
    row = subscription_row(request, subscription_id)
    resume_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return heard(request, row)


@router.post("/{subscription_id}/cancel", response=SubscriptionShown)
def post_cancellation(request: Visit, subscription_id: RowId, body: CancellationWished) -> SubscriptionShown:
    """End it now, or with the period that is paid for."""
    row = subscription_row(request, subscription_id)
    cancel_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        at_period_end=body.at_period_end,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return heard(request, row)
