"""One subscription: read, and given another day or amount than its source says."""

from typing import Self

from ninja import Router
from pydantic import ConfigDict, model_validator

from forenotice.entrypoints.api.problems import not_found
from forenotice.entrypoints.api.resources.subscription_shown import SubscriptionShown, show_subscription
from forenotice.entrypoints.api.shapes import Given, RowId
from forenotice.entrypoints.api.visitors import Visit
from forenotice.kernel.money import Money
from forenotice.ledger.models import Subscription
from forenotice.ledger.operations import correct_subscription, take_correction_back
from forenotice.ledger.queries import subscription_rows
from forenotice.ledger.states import Part
from forenotice.sources.operations import hear_of
from forenotice.sources.push.documents import MoneyDocument
from forenotice.sources.push.words import Day, Instant

router = Router(tags=["subscriptions"])


class CorrectionWished(Given):
    """Another day, or another amount, of the next payment. It holds until the source says something new."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["next_payment_on"]},
                {"required": ["next_payment_at"]},
                {"required": ["amount"]},
            ]
        }
    )

    next_payment_on: Day | None = None
    next_payment_at: Instant | None = None
    amount: MoneyDocument | None = None

    @model_validator(mode="after")
    def _say_one_thing(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Give next_payment_on, next_payment_at or amount.")
        if self.next_payment_on is not None and self.next_payment_at is not None:
            raise ValueError("Give next_payment_on or next_payment_at, not both: the instant has its day.")
        return self


@router.get("/{subscription_id}", response=SubscriptionShown)
def read_subscription(request: Visit, subscription_id: RowId) -> SubscriptionShown:
    """One subscription, with all its due dates, past and to come."""
    return subscription_shown(request, subscription_id)


@router.patch("/{subscription_id}", response=SubscriptionShown)
def patch_subscription(request: Visit, subscription_id: RowId, body: CorrectionWished) -> SubscriptionShown:
    """Correct the day or the amount of the next payment against what its source says."""
    row, amount = subscription_row(request, subscription_id), body.amount
    correct_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        due=body.next_payment_at or body.next_payment_on,
        amount=Money(amount.in_minor_units, amount.currency) if amount else None,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return heard(request, row)


@router.delete("/{subscription_id}/corrections", response=SubscriptionShown)
def delete_correction(request: Visit, subscription_id: RowId, part: Part) -> SubscriptionShown:
    """Take a correction back: what the source says counts again."""
    row = subscription_row(request, subscription_id)
    take_correction_back(
        organization=request.auth.organization,
        subscription_id=row.pk,
        part=part,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return heard(request, row)


def subscription_row(request: Visit, number: int) -> Subscription:
    """The subscription of that number with everything around it; raise a problem when there is none."""
    rows = subscription_rows(request.auth.organization, only_open=False)
    found = rows.filter(pk=number).first()
    if found is None:
        raise not_found("subscription")
    return found


def subscription_shown(request: Visit, number: int) -> SubscriptionShown:
    """The same as programs read it."""
    return show_subscription(subscription_row(request, number))


def heard(request: Visit, row: Subscription) -> SubscriptionShown:
    """How it is after a program corrected it, which is news of a subscription that programs tell of."""
    hear_of(
        organization=request.auth.organization,
        source_key=row.source,
        subscription_ids=[row.pk],
        now=request.auth.now,
    )
    return subscription_shown(request, row.pk)
