"""What will be said if nothing changes: computed, never stored."""

from datetime import date, datetime, timedelta
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from forenotice.entrypoints.api.shapes import AmountShown, amount_shown
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.states import Kind
from forenotice.planner.queries import Upcoming
from forenotice.planner.queries import upcoming as foreseen
from forenotice.planner.states import Reason

router = Router(tags=["upcoming"])

Days = Annotated[int, Query(ge=1, le=800, description="How far to look ahead.")]
Most = Annotated[int, Query(ge=1, le=1000, description="At most so many, the soonest first.")]


class UpcomingShown(BaseModel):
    """One reminder to come."""

    day: date = Field(description="When it will be said, on the member's calendar.")
    moment: datetime
    zone: str
    subscription: str = Field(description="The id that its source gave it.")
    order_number: str
    member: str
    name: str
    email: str
    product: str
    kind: Kind
    amount: AmountShown | None
    due_on: date
    due_at: datetime | None
    estimated: bool = Field(description="Whether no source has told of that payment yet.")
    rule: str
    step: str
    message: str
    channels: list[str]
    why: str
    withheld: Reason | None = Field(description="Why it will not be said after all, as far as is foreseen.")


class Future(BaseModel):
    """What will be said until a moment."""

    until: datetime
    items: list[UpcomingShown]
    has_more: bool = Field(description="Whether more would be said until then than are shown.")


@router.get("", response=Future)
def list_upcoming(request: Visit, days: Days = 14, limit: Most = 100) -> Future:
    """Who will be told what, when and why, if nothing changes."""
    now = request.auth.now
    until = now + timedelta(days=days)
    found = foreseen(request.auth.organization, now=now, until=until, limit=limit + 1)
    return Future(until=until, items=[_to_come(one) for one in found[:limit]], has_more=len(found) > limit)


def _to_come(one: Upcoming) -> UpcomingShown:
    return UpcomingShown(
        kind=Kind(one.kind),
        amount=amount_shown(one.amount_minor, one.currency),
        **{name: getattr(one, name) for name in UpcomingShown.model_fields if name not in ("kind", "amount")},
    )
