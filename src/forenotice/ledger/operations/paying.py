"""Somebody says that a payment was made, before or instead of its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.derive import open_payment
from forenotice.ledger.due import Due
from forenotice.ledger.errors import CorrectionRefusedError
from forenotice.ledger.operations.due_book import DueBook
from forenotice.ledger.operations.opened import Opened
from forenotice.ledger.states import Closing, Occasion, Part, Standing

_MOST_NAMED = 12
_MADE = (Closing.PAID, Closing.RECORDED)


@dataclass(frozen=True, slots=True)
class Paid:
    """The payment that was meant; ``is_new`` is false when it was known to be made already.

    ``next_on`` is when the next one falls due, None when none is to come.
    """

    due_date_id: int
    due_on: date
    is_new: bool
    next_on: date | None


@transaction.atomic
def record_payment(
    *,
    organization: Organization,
    subscription_id: int,
    due_on: date | None = None,
    paid_on: date | None = None,
    actor: str,
    now: datetime,
) -> Paid:
    """Close a payment as recorded, and let the next one come an interval later, estimated.

    It stays closed while its source tells of that payment, until it has gone on to a later one.

    ``due_on`` is the day on which it was due. Left out, the payment nearest to ``paid_on`` (today unless
    given) is meant, so that saying it twice pays once. Raise :class:`CorrectionRefusedError` when there is
    no such payment.
    """
    opened = Opened(organization, subscription_id, actor, now)
    book = DueBook(organization, [subscription_id], [opened.stored.member_id], now)
    rows: Sequence[Due] = book.rows.get(subscription_id, ())
    meant = _meant(rows, due_on, paid_on or opened.today)
    is_new = meant.closing not in _MADE
    if is_new:
        if opened.told.standing == Standing.PAST_DUE:
            opened.set(Part.STANDING, standing=Standing.ACTIVE.value)
        rows = book.change([meant.closed(Closing.RECORDED, now)])
        book.settle(opened.now_as(opened.told).agreement(organization), opened.stored.told)
    coming = open_payment(rows, book.changed)
    if is_new:
        opened.write(book, {"paid": [None, meant.due_on]})
    return Paid(meant.id, meant.due_on, is_new, coming.due_on if coming else None)


def _meant(rows: Sequence[Due], due_on: date | None, paid_on: date) -> Due:
    known = [row for row in rows if row.occasion == Occasion.PAYMENT and row.closing != Closing.WITHDRAWN]
    if not known:
        raise CorrectionRefusedError("No payment of this subscription is known, so none can be recorded.")
    if due_on is None:
        return min(known, key=lambda row: (abs((row.due_on - paid_on).days), row.due_on))
    found = [row for row in known if row.due_on == due_on]
    if not found:
        days = ", ".join(sorted({row.due_on.isoformat() for row in known})[-_MOST_NAMED:])
        raise CorrectionRefusedError(f"No payment falls due on {due_on}. Those known fall due on {days}.")
    return found[-1]
