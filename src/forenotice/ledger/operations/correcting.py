"""What a person says of one subscription against its source: another day or amount.

It holds until the source's own value changes; see :class:`~forenotice.ledger.models.Correction`.
"""

from datetime import date, datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.kernel.money import Money
from forenotice.ledger.errors import CorrectionRefusedError
from forenotice.ledger.operations.opened import Opened
from forenotice.ledger.states import Part


@transaction.atomic
def correct_subscription(
    *,
    organization: Organization,
    subscription_id: int,
    due: date | datetime | None = None,
    amount: Money | None = None,
    trial_ends_on: date | None = None,
    term_ends_on: date | None = None,
    cancel_by_on: date | None = None,
    actor: str,
    now: datetime,
) -> bool:
    """Set what is given, be it one thing or all of them; True when that changed anything.

    Which payment the new day belongs to is asked as of a source: one half an interval away, or more, is the
    next payment and no longer the one that was known. An amount is in the subscription's own currency.
    """
    opened = Opened(organization, subscription_id, actor, now)
    if due is not None:
        at = due if isinstance(due, datetime) else None
        opened.set(Part.DUE, next_on=None if at else due, next_at=at)
    if amount is not None:
        currency = opened.told.currency or organization.currency
        if amount.currency != currency:
            raise CorrectionRefusedError(
                f"The subscription is paid in {currency}. Give the amount in {currency}, "
                f"or let its source say that it is paid in {amount.currency} now."
            )
        opened.set(Part.AMOUNT, amount_minor=amount.minor)
    if trial_ends_on is not None:
        opened.set(Part.TRIAL, trial_ends_on=trial_ends_on, trial_ends_at=None)
    if term_ends_on is not None:
        opened.set(Part.TERM, term_ends_on=term_ends_on)
    if cancel_by_on is not None:
        opened.set(Part.CANCEL_BY, cancel_by_on=cancel_by_on, cancel_by_at=None)
    return opened.write()
