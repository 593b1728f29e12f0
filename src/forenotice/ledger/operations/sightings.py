"""Subscriptions that a source told of in the very words of last time."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, keep_moment, lock_ledger


@transaction.atomic
def sighted(*, organization: Organization, subscription_ids: Sequence[int], now: datetime) -> int:
    """Write down that these subscriptions were told of again as they were; how many there are."""
    lock_ledger(organization)
    condition, param = among("subscription_id", subscription_ids)
    sql = f"UPDATE ledger_sighting SET seen_at = %s WHERE organization_id = %s AND {condition}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [keep_moment(now), organization.pk, param])
        seen: int = cursor.rowcount
    return seen
