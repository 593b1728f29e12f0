"""Subscriptions: read, told of, corrected by hand, and paid."""

from http import HTTPStatus
from typing import Annotated, Self

from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field, model_validator

from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.problems import not_found
from forenotice.entrypoints.api.pushing import Rows, Source, Taken, push_many, push_one
from forenotice.entrypoints.api.resources.subscription_shown import SubscriptionShown, show_subscription
from forenotice.entrypoints.api.shapes import RowId, Since
from forenotice.entrypoints.api.visitors import Visit
from forenotice.kernel.money import Money
from forenotice.ledger.models import Subscription
from forenotice.ledger.operations import (
    cancel_subscription,
    correct_subscription,
    pause_subscription,
    record_payment,
    resume_subscription,
    take_correction_back,
    take_payment_back,
)
from forenotice.ledger.queries import subscription_rows
from forenotice.ledger.states import Part, Standing
from forenotice.sources.operations import API, hear_of
from forenotice.sources.push.documents import MoneyDocument, SubscriptionDocument
from forenotice.sources.push.words import Day, Instant
from forenotice.sources.states import About

router = Router(tags=["subscriptions"])
DueOn = Annotated[Day, Query(description="The day on which it was due.")]


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Subscriptions(_Wish):
    """Many subscriptions."""

    subscriptions: Rows


class CorrectionWished(_Wish):
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
    def _say_one_day(self) -> Self:
        if self.next_payment_on is not None and self.next_payment_at is not None:
            raise ValueError("Give next_payment_on or next_payment_at, not both: the instant has its day.")
        return self


class PaymentWished(_Wish):
    """A payment that was made. Without a day, the one due nearest to ``paid_on`` (else to today) is meant."""

    due_on: Day | None = Field(default=None, description="The day on which it was due.")
    paid_on: Day | None = None


class PaymentShown(BaseModel):
    """The payment that was meant."""

    due_date_id: int
    due_on: str
    is_new: bool = Field(description="False when it was known to be paid already; then nothing changed.")
    subscription: SubscriptionShown


class PauseWished(_Wish):
    """How long to keep quiet."""

    until_on: Day | None = Field(default=None, description="The day on which it goes on; else until resumed.")


class CancellationWished(_Wish):
    """When it ends."""

    at_period_end: bool = Field(default=False, description="With what is paid for, rather than now.")


@router.get("", response=Page[SubscriptionShown])
def list_subscriptions(
    request: Visit,
    external_id: Annotated[str, Query(max_length=200)] = "",
    email: Annotated[str, Query(max_length=254, description="The member's.")] = "",
    source: Annotated[str, Query(max_length=64)] = "",
    standing: Standing | None = None,
    product: Annotated[str, Query(max_length=200, description="The id its source gave it.")] = "",
    changed_since: Since = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[SubscriptionShown]:
    """The subscriptions, all or those that fit, each with its open due dates."""
    rows = subscription_rows(
        request.auth.organization,
        external_id=external_id,
        email=email,
        source=source,
        standing=standing or "",
        product=product,
        changed_since=changed_since,
    )
    return page_of(
        rows, lambda found: [show_subscription(row) for row in found], request, limit=limit, cursor=cursor
    )


@router.put("", response={200: SubscriptionShown, 201: SubscriptionShown})
def put_subscription(
    request: Visit,
    body: SubscriptionDocument,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Status[SubscriptionShown]:
    """Create a subscription, or replace what was told of it; its ``external_id`` says which it is."""
    number, is_new = push_one(request, About.SUBSCRIPTIONS, source)
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, _shown(request, number))


@router.post("/bulk", response=Taken)
def put_subscriptions(
    request: Visit,
    body: Subscriptions,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Taken:
    """The same for up to 1,000 subscriptions, with a result for each; bad rows do not stop the good ones."""
    return push_many(request, About.SUBSCRIPTIONS, source)


@router.get("/{subscription_id}", response=SubscriptionShown)
def read_subscription(request: Visit, subscription_id: RowId) -> SubscriptionShown:
    """One subscription, with all its due dates, past and to come."""
    return _shown(request, subscription_id)


@router.patch("/{subscription_id}", response=SubscriptionShown)
def patch_subscription(request: Visit, subscription_id: RowId, body: CorrectionWished) -> SubscriptionShown:
    """Correct the day or the amount of the next payment against what its source says."""
    row, amount = _row(request, subscription_id), body.amount
    correct_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        due=body.next_payment_at or body.next_payment_on,
        amount=Money(amount.in_minor_units, amount.currency) if amount else None,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return _heard(request, row)


@router.delete("/{subscription_id}/corrections", response=SubscriptionShown)
def delete_correction(request: Visit, subscription_id: RowId, part: Part) -> SubscriptionShown:
    """Take a correction back: what the source says counts again."""
    row = _row(request, subscription_id)
    take_correction_back(
        organization=request.auth.organization,
        subscription_id=row.pk,
        part=part,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return _heard(request, row)


@router.post("/{subscription_id}/payments", response=PaymentShown)
def post_payment(request: Visit, subscription_id: RowId, body: PaymentWished) -> PaymentShown:
    """Record that a payment was made; the next one comes an interval later. Saying it twice pays once."""
    row = _row(request, subscription_id)
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
        due_on=paid.due_on.isoformat(),
        is_new=paid.is_new,
        subscription=_heard(request, row),
    )


@router.delete("/{subscription_id}/payments", response=SubscriptionShown)
def delete_payment(request: Visit, subscription_id: RowId, due_on: DueOn) -> SubscriptionShown:
    """Take back a payment that was recorded by mistake: it is to come again."""
    row = _row(request, subscription_id)
    take_payment_back(
        organization=request.auth.organization,
        subscription_id=row.pk,
        due_on=due_on,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return _heard(request, row)


@router.post("/{subscription_id}/pause", response=SubscriptionShown)
def post_pause(request: Visit, subscription_id: RowId, body: PauseWished) -> SubscriptionShown:
    """Keep quiet about its payments, until a day or until it is resumed."""
    row = _row(request, subscription_id)
    pause_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        until_on=body.until_on,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return _heard(request, row)


@router.post("/{subscription_id}/resume", response=SubscriptionShown)
def post_resume(request: Visit, subscription_id: RowId) -> SubscriptionShown:
    """End its pause; payments go on from where they were."""
    row = _row(request, subscription_id)
    resume_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return _heard(request, row)


@router.post("/{subscription_id}/cancel", response=SubscriptionShown)
def post_cancellation(request: Visit, subscription_id: RowId, body: CancellationWished) -> SubscriptionShown:
    """End it now, or with the period that is paid for."""
    row = _row(request, subscription_id)
    cancel_subscription(
        organization=request.auth.organization,
        subscription_id=row.pk,
        at_period_end=body.at_period_end,
        actor=request.auth.actor,
        now=request.auth.now,
    )
    return _heard(request, row)


def _row(request: Visit, number: int) -> Subscription:
    rows = subscription_rows(request.auth.organization, only_open=False)
    found = rows.filter(pk=number).first()
    if found is None:
        raise not_found("subscription")
    return found


def _shown(request: Visit, number: int) -> SubscriptionShown:
    return show_subscription(_row(request, number))


def _heard(request: Visit, row: Subscription) -> SubscriptionShown:
    """What a program says of a subscription that programs tell of is news of it."""
    hear_of(
        organization=request.auth.organization,
        source_key=row.source,
        subscription_ids=[row.pk],
        now=request.auth.now,
    )
    return _shown(request, row.pk)
