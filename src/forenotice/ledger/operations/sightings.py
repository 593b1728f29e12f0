"""Subscriptions that a source told of in the very words of last time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

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


@transaction.atomic
def doubted(*, organization: Organization, source: str, external_ids: Sequence[str], before: datetime) -> int:
    """A source told of these in words that nobody understood: it vouches for what stands no more.

    They count as last seen just before a moment, or earlier; how many they are.
    """
    lock_ledger(organization)
    condition, param = among("s.external_id", external_ids)
    sql = f"""
        UPDATE ledger_sighting SET seen_at = %s WHERE organization_id = %s AND seen_at >= %s
            AND subscription_id IN (
                SELECT s.id FROM ledger_subscription s
                WHERE s.organization_id = %s AND s.source = %s AND {condition}
            )
    """
    last = keep_moment(before - timedelta(microseconds=1))
    params = [last, organization.pk, keep_moment(before), organization.pk, source, param]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        count: int = cursor.rowcount
    return count
