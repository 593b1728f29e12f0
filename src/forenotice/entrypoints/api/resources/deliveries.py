"""Deliveries: each reminder to each recipient by each channel, with every try and what was answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from forenotice.accounts.states import Mode
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.operations import replay, replay_span
from forenotice.dispatcher.queries import (
    AttemptTold,
    DeliveryTold,
    deliveries_told,
    delivery_by_id,
    delivery_rows,
)
from forenotice.dispatcher.states import DeliveryState, Role
from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.shapes import Given, RowId, Since, Until
from forenotice.entrypoints.api.visitors import Visit
from forenotice.sources.push.words import Instant

router = Router(tags=["deliveries"])

States = Annotated[list[DeliveryState], Query(description="Only those in one of these states.")]
ChannelKey = Annotated[str, Query(max_length=64, description="Only those by the channel with this key.")]
ReminderId = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Only those of this reminder.")]


class AttemptShown(BaseModel):
    """One try, and the receipt for it."""

    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str = Field(description="accepted, later, never or unknown; empty while it lasts.")
    code: str
    detail: str
    reference: str = Field(description="By what the other side knows it.")
    bytes_sha256: str = Field(description="Of what was handed over, unsigned.")
    warnings: list[str] = Field(description="The smart tags that had nothing to say.")


class DeliveryShown(BaseModel):
    """A reminder to one recipient by one channel."""

    id: int
    reminder_id: int
    mode: Mode
    rule: str
    step: str
    subscription: str
    member: str
    name: str
    product: str
    channel: str
    recipient: str
    role: Role
    state: DeliveryState
    reason: str
    sentence: str = Field(description="The reason in plain English.")
    actor: str
    message_id: str = Field(description="The same at every try; of a webhook, its webhook-id.")
    next_try_at: datetime | None
    created_at: datetime
    changed_at: datetime
    attempts: list[AttemptShown]


class Span(Given):
    """Which deliveries to hand over once more: what ended in `since` <= moment < `until`, for one channel."""

    channel: str = Field(min_length=1, max_length=64, description="The channel's key.")
    since: Instant
    until: Instant


class Replaying(BaseModel):
    """What is handed over once more."""

    deliveries: int = Field(description="How many are told again with the next pulse.")
    passed: int = Field(description="How many are not, because their due date has passed.")


@router.get("", response=Page[DeliveryShown])
def list_deliveries(
    request: Visit,
    state: States = [],  # noqa: B006  # ninja reads it and never changes it.
    channel: ChannelKey = "",
    reminder: ReminderId = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[DeliveryShown]:
    """Deliveries with their tries, the newest first; `since` and `until` are of `created_at`."""
    organization = request.auth.organization
    rows = delivery_rows(
        organization, states=state, channel=channel, reminder_id=reminder, since=since, until=until
    )

    def show(page: Sequence[Delivery]) -> list[DeliveryShown]:
        return [shown(told) for told in deliveries_told(organization, page)]

    return page_of(rows, show, request, limit=limit, cursor=cursor, newest_first=True)


# It stands before the deliveries' own addresses, which would take its name for a number.
@router.post("/replay", response=Replaying)
def replay_deliveries(request: Visit, span: Span) -> Replaying:
    """Hand what ended in a span of time over to a program once more: the same ids, the same bytes."""
    visitor = request.auth
    done = replay_span(
        organization=visitor.organization,
        channel_key=span.channel,
        since=span.since,
        until=span.until,
        actor=visitor.actor,
        now=visitor.now,
    )
    return Replaying(deliveries=len(done.delivery_ids), passed=done.passed)


@router.get("/{delivery_id}", response=DeliveryShown)
def read_delivery(request: Visit, delivery_id: RowId) -> DeliveryShown:
    """One delivery with its tries."""
    return shown(delivery_by_id(request.auth.organization, delivery_id))


@router.post("/{delivery_id}/replay", response=Replaying)
def replay_delivery(request: Visit, delivery_id: RowId) -> Replaying:
    """Hand one delivery over to its program once more; 409 unless it was taken or failed."""
    visitor = request.auth
    done = replay(
        organization=visitor.organization,
        delivery_ids=[delivery_id],
        actor=visitor.actor,
        now=visitor.now,
    )
    return Replaying(deliveries=len(done.delivery_ids), passed=done.passed)


def shown(told: DeliveryTold) -> DeliveryShown:
    """A delivery as programs read it."""
    return DeliveryShown(
        id=told.delivery_id,
        mode=Mode(told.mode),
        attempts=[_attempt(attempt) for attempt in told.attempts],
        **{name: getattr(told, name) for name in _SAME_NAMES},
    )


def _attempt(told: AttemptTold) -> AttemptShown:
    return AttemptShown(**{name: getattr(told, name) for name in AttemptShown.model_fields})


_SAME_NAMES = frozenset(DeliveryShown.model_fields) & frozenset(DeliveryTold.__dataclass_fields__) - {
    "mode",
    "attempts",
}
