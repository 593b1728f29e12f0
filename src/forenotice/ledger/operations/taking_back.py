"""A person takes back what was said by hand, so that the source is believed again."""

from datetime import date, datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.operations.due_book import DueBook
from forenotice.ledger.operations.opened import Opened
from forenotice.ledger.states import Closing, Occasion, Part


@transaction.atomic
def take_correction_back(
    *, organization: Organization, subscription_id: int, part: Part, actor: str, now: datetime
) -> bool:
    """Believe the source again in a part; False when nothing was corrected there."""
    opened = Opened(organization, subscription_id, actor, now)
    opened.take_back(part)
    return opened.write()


@transaction.atomic
def take_payment_back(
    *, organization: Organization, subscription_id: int, due_on: date, actor: str, now: datetime
) -> bool:
    """Forget a payment that was recorded, so that it is to come again; False when none was for that day.

    What had been opened after it, and no source has told of, is withdrawn.
    """
    opened = Opened(organization, subscription_id, actor, now)
    book = DueBook(organization, [subscription_id], [opened.stored.member_id], now)
    rows = [row for row in book.rows.get(subscription_id, ()) if row.occasion == Occasion.PAYMENT]
    recorded = [row for row in rows if row.closing == Closing.RECORDED and row.due_on == due_on]
    if not recorded:
        return False
    changed = [row.closed(Closing.WITHDRAWN, now) for row in rows if row.is_open and row.estimated]
    if len(changed) == sum(row.is_open for row in rows):
        changed.append(recorded[-1]._replace(closing=Closing.OPEN.value, closed_at=None, known_at=now))
    else:
        changed = [recorded[-1].closed(Closing.PASSED, now)]
    book.change(changed)
    book.settle(opened.stored.agreement(organization), opened.told)
    return opened.write(book, {"paid": [due_on, None]})
