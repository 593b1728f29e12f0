"""A due date as a plain value, in which it is read, thought about and written."""

from datetime import date, datetime
from typing import NamedTuple

from forenotice.ledger.states import Closing

NEW = 0
"""The id of a due date that is not a row yet."""


class Due(NamedTuple):
    """One row of due dates, its fields as in :class:`~forenotice.ledger.models.DueDate`, instants in UTC."""

    id: int
    organization_id: int
    subscription_id: int
    member_id: int
    product_id: int
    occasion: str
    cycle: str
    kind: str
    first_on: date
    first_at: datetime | None
    anchor_day: int
    due_on: date
    due_at: datetime | None
    zone: str
    cancel_by_on: date | None
    cancel_by_at: datetime | None
    amount_minor: int | None
    previous_amount_minor: int | None
    currency: str
    payer_kind: str
    interval_count: int | None
    interval_unit: str
    interval_days: int
    country: str
    tags: str
    payment_number: int | None
    is_last: bool
    estimated: bool
    quiet: str
    known_at: datetime
    closing: str
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True while it is still to come."""
        return self.closing == Closing.OPEN

    def closed(self, closing: Closing, now: datetime) -> "Due":
        """The same, no longer upcoming."""
        return self._replace(closing=closing.value, closed_at=now)


class Moment(NamedTuple):
    """When something falls due as a source tells it: local day, instant if known, its own period key."""

    on: date
    at: datetime | None = None
    key: str = ""
