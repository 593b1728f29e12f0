"""The whole story of one subscription: every step beside its due dates, and what came of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from forenotice.dispatcher.queries import deliveries_of
from forenotice.entrypoints.api.resources.deliveries import DeliveryShown
from forenotice.entrypoints.api.resources.deliveries import shown as delivery_shown
from forenotice.entrypoints.api.shapes import AmountShown, RowId, amount_shown
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.queries import subscription_by_id
from forenotice.ledger.states import Closing, Kind, Quiet
from forenotice.planner.queries import DueTold, StepTold, explain
from forenotice.planner.states import Reason, ReminderState

router = Router(tags=["subscriptions"])

StepKey = Annotated[str, Query(max_length=64, description="Only steps of this key.")]
Latest = Annotated[int, Query(ge=1, le=100, description="How many due dates, counted from the last.")]


class ConditionShown(BaseModel):
    """One thing that a step asks of a due date."""

    name: str
    sentence: str
    holds: bool


class DecisionShown(BaseModel):
    """One turn that a reminder took."""

    at: datetime
    before: ReminderState | None
    after: ReminderState
    sentence: str
    actor: str


class StepShown(BaseModel):
    """A step beside a due date, and what it comes to."""

    rule: str
    rule_name: str
    step: str
    lead: str
    is_wished: bool = Field(description="The lead time is the member's wish, not the step's own.")
    is_on: bool
    sentence: str
    send_at: datetime | None = Field(
        description="When it speaks of it; null where nothing is there to count from."
    )
    will_speak_at: datetime | None
    reminder_id: int | None
    state: ReminderState | None
    reason: Reason | None
    conditions: list[ConditionShown]
    decisions: list[DecisionShown]
    deliveries: list[DeliveryShown]


class DueExplained(BaseModel):
    """A due date with every step."""

    kind: Kind
    due_on: date
    due_at: datetime | None
    amount: AmountShown | None
    estimated: bool
    closing: Closing
    quiet: Quiet
    sentence: str = Field(description="Why it is closed or quiet; empty otherwise.")
    steps: list[StepShown]


class Explanation(BaseModel):
    """Why a subscription was, was not, or will be told."""

    subscription_id: int
    subscription: str
    due_dates: list[DueExplained]


@router.get("/{subscription_id}/explain", response=Explanation)
def explain_subscription(
    request: Visit, subscription_id: RowId, step: StepKey = "", latest: Latest = 12
) -> Explanation:
    """Why a subscription was, was not, or will be told: every step beside its latest due dates."""
    organization = request.auth.organization
    meant = subscription_by_id(organization, subscription_id)
    found = explain(organization, meant, now=request.auth.now, step=step, latest=latest)
    spoken = [each.reminder_id for due in found for each in due.steps if each.reminder_id is not None]
    deliveries = {
        reminder_id: [delivery_shown(one) for one in told]
        for reminder_id, told in deliveries_of(organization, spoken).items()
    }
    return Explanation(
        subscription_id=meant.pk,
        subscription=meant.external_id,
        due_dates=[
            _due(due, [_step(each, deliveries.get(each.reminder_id or 0, [])) for each in due.steps])
            for due in found
        ],
    )


def _due(told: DueTold, steps: list[StepShown]) -> DueExplained:
    due = told.due_date
    return DueExplained(
        kind=Kind(due.kind),
        due_on=due.due_on,
        due_at=due.due_at,
        amount=amount_shown(due.amount_minor, due.currency),
        estimated=due.estimated,
        closing=Closing(due.closing),
        quiet=Quiet(due.quiet),
        sentence=told.sentence,
        steps=steps,
    )


def _step(told: StepTold, deliveries: Sequence[DeliveryShown]) -> StepShown:
    return StepShown(
        send_at=told.moment.send_at if told.moment is not None else None,
        conditions=[ConditionShown(**each._asdict()) for each in told.conditions],
        decisions=[DecisionShown(**each._asdict()) for each in told.decisions],
        deliveries=list(deliveries),
        **{name: getattr(told, name) for name in _SAME_NAMES},
    )


_SAME_NAMES = frozenset(StepShown.model_fields) - {"send_at", "conditions", "decisions", "deliveries"}
