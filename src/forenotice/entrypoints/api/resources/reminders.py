"""Reminders: what is to be said, what was, and what was not and why; and a word by hand on one of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from forenotice.accounts.states import Mode
from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.shapes import AmountShown, RowId, Since, Until, amount_shown
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.states import Kind
from forenotice.planner.models import Reminder
from forenotice.planner.operations import cancel_by_hand
from forenotice.planner.operations import send_now as let_leave_now
from forenotice.planner.queries import ReminderTold, reminder_by_id, reminder_rows, reminders_told
from forenotice.planner.states import Reason, ReminderState

router = Router(tags=["reminders"])

States = Annotated[list[ReminderState], Query(description="Only those in one of these states.")]
Reasons = Annotated[list[Reason], Query(description="Only those for one of these reasons.")]
RuleKey = Annotated[str, Query(max_length=64, description="Only those of the rule with this key.")]
SubscriptionId = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Only of this subscription.")]


class ReminderShown(BaseModel):
    """One step of a rule beside one due date."""

    id: int
    mode: Mode
    state: ReminderState
    reason: Reason
    sentence: str = Field(description="The reason in plain English.")
    send_at: datetime = Field(description="The moment that the rule names.")
    release_at: datetime = Field(description="The earliest moment at which it may leave.")
    latest_at: datetime = Field(description="After this moment it is missed.")
    released_at: datetime | None
    changed_at: datetime
    rule: str
    step: str
    subscription_id: int
    subscription: str = Field(description="The id that its source gave it.")
    member: str = Field(description="The id that the source gave the member.")
    name: str
    email: str
    product: str
    kind: Kind
    amount: AmountShown | None
    due_on: date
    due_at: datetime | None
    zone: str


@router.get("", response=Page[ReminderShown])
def list_reminders(
    request: Visit,
    state: States = [],  # noqa: B006  # ninja reads it and never changes it.
    reason: Reasons = [],  # noqa: B006
    rule: RuleKey = "",
    subscription: SubscriptionId = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[ReminderShown]:
    """Reminders that were written down, the newest first; `since` and `until` are of `release_at`."""
    organization = request.auth.organization
    rows = reminder_rows(
        organization,
        states=state,
        reasons=reason,
        rule=rule,
        subscription_id=subscription,
        since=since,
        until=until,
    )

    def show(page: Sequence[Reminder]) -> list[ReminderShown]:
        return [_shown(told) for told in reminders_told(organization, page)]

    return page_of(rows, show, request, limit=limit, cursor=cursor, newest_first=True)


@router.get("/{reminder_id}", response=ReminderShown)
def read_reminder(request: Visit, reminder_id: RowId) -> ReminderShown:
    """One reminder, and why it stands as it does."""
    return _shown(reminder_by_id(request.auth.organization, reminder_id))


@router.post("/{reminder_id}/cancel", response=ReminderShown)
def cancel_reminder(request: Visit, reminder_id: RowId) -> ReminderShown:
    """Never say it, whatever becomes of its due date; 409 unless it is still planned."""
    visitor = request.auth
    cancel_by_hand(
        organization=visitor.organization, reminder_id=reminder_id, actor=visitor.actor, now=visitor.now
    )
    return read_reminder(request, reminder_id)


@router.post("/{reminder_id}/send-now", response=ReminderShown)
def send_reminder_now(request: Visit, reminder_id: RowId) -> ReminderShown:
    """Say it with the next pulse, also outside the send window; its last look is still taken."""
    visitor = request.auth
    let_leave_now(
        organization=visitor.organization, reminder_id=reminder_id, actor=visitor.actor, now=visitor.now
    )
    return read_reminder(request, reminder_id)


def _shown(told: ReminderTold) -> ReminderShown:
    return ReminderShown(
        id=told.reminder_id,
        mode=Mode(told.mode),
        kind=Kind(told.kind),
        amount=amount_shown(told.amount_minor, told.currency),
        **{name: getattr(told, name) for name in _SAME_NAMES},
    )


_SAME_NAMES = frozenset(ReminderShown.model_fields) & frozenset(ReminderTold.__dataclass_fields__) - {
    "mode",
    "kind",
}
