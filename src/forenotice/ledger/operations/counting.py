"""The days whose due dates changed are counted again, some at a time."""

from datetime import date

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import lock_ledger
from forenotice.ledger.day_counts import changed_days, count_anew

DAYS_AT_ONCE = 4


@transaction.atomic
def count_changed_days(*, organization: Organization, most: int = DAYS_AT_ONCE) -> list[date]:
    """Count the first few days that changed, and return them; none when every day is counted.

    The ledger is locked meanwhile, so that no two count the same day; call it until nothing is left.
    """
    if not changed_days(organization, 1):
        return []
    lock_ledger(organization)
    days = changed_days(organization, most)
    if days:
        count_anew(organization, days)
    return days
