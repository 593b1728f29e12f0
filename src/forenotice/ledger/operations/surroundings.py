"""What stands around subscriptions changed, and their due dates follow."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import lock_ledger, select
from forenotice.ledger.operations.due_book import settle_again

Progress = Callable[[int, int], None]

_AT_ONCE = 2_000
_FOLLOWERS = """
    SELECT s.id FROM ledger_subscription s JOIN ledger_member m ON m.id = s.member_id
    WHERE s.organization_id = %s AND s.id > %s AND (m.zone = '' OR s.currency = '')
    ORDER BY s.id LIMIT %s
"""
_HOW_MANY = """
    SELECT COUNT(*) FROM ledger_subscription s JOIN ledger_member m ON m.id = s.member_id
    WHERE s.organization_id = %s AND (m.zone = '' OR s.currency = '')
"""
_OF_PRODUCT = """
    SELECT s.id FROM ledger_subscription s
    WHERE s.organization_id = %s AND s.id > %s AND s.product_id = %s AND s.interval_count IS NULL
    ORDER BY s.id LIMIT %s
"""


def follow_organization(
    *, organization: Organization, now: datetime, progress: Progress | None = None
) -> int:
    """Bring due dates in line after the organization's time zone or currency changed; how many were changed.

    Only subscriptions that have no zone or currency of their own are looked at, some thousands at a time.
    ``progress`` is told how many of them are done, and of how many.
    """
    total = select(_HOW_MANY, [organization.pk])[0][0] if progress is not None else 0
    return _follow(organization, _FOLLOWERS, [], now, progress, total)


def follow_product(*, organization: Organization, product_id: int, now: datetime) -> int:
    """The same after a product's interval changed, for its subscriptions that have none of their own."""
    return _follow(organization, _OF_PRODUCT, [product_id], now)


def _follow(
    organization: Organization,
    question: str,
    params: Sequence[int],
    now: datetime,
    progress: Progress | None = None,
    total: int = 0,
) -> int:
    changed = done = last = 0
    while True:
        ids = [row[0] for row in select(question, [organization.pk, last, *params, _AT_ONCE])]
        if not ids:
            return changed
        with transaction.atomic():
            lock_ledger(organization)
            # It may have changed once more since this began.
            mine = Organization.objects.get(pk=organization.pk)
            changed += settle_again(mine, ids, now)
        done, last = done + len(ids), ids[-1]
        if progress is not None:
            progress(done, total)
