"""Subscriptions that a complete telling no longer holds."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import (
    among,
    insert_rows,
    keep_json,
    keep_moment,
    lock_ledger,
    select,
    update_rows,
)
from forenotice.ledger.models import Change, Subscription
from forenotice.ledger.operations.due_book import settle_again

_AT_ONCE = 2_000
_UNSEEN = """
    SELECT s.id FROM ledger_subscription s JOIN ledger_sighting t ON t.subscription_id = s.id
    WHERE s.organization_id = %s AND s.source = %s AND s.gone_at IS NULL AND t.seen_at < %s
        AND s.id > %s AND NOT ({present})
    ORDER BY s.id LIMIT %s
"""


def mark_gone(
    *,
    organization: Organization,
    source: str,
    unseen_since: datetime,
    still_told: Collection[str] = (),
    actor: str,
    now: datetime,
) -> int:
    """Mark the subscriptions that ``source`` has not told of since then as gone; how many there were.

    ``still_told`` are the ids of those it did tell of, but in words that could not be understood.
    Their due dates become quiet; nothing is deleted, and they come back when they are told of again. A great
    many are marked in several transactions, so that sending goes on; after a crash the rest is still unseen.
    """
    present, param = among("s.external_id", still_told)
    question = _UNSEEN.format(present=present)
    count = last = 0
    while True:
        asked = [organization.pk, source, keep_moment(unseen_since), last, param, _AT_ONCE]
        with transaction.atomic():
            lock_ledger(organization)
            ids = [row[0] for row in select(question, asked)]
            _mark(organization, ids, actor, now)
        if not ids:
            return count
        count, last = count + len(ids), ids[-1]


@transaction.atomic
def mark_these_gone(
    *, organization: Organization, source: str, external_ids: Sequence[str], actor: str, now: datetime
) -> int:
    """Mark the subscriptions that ``source`` no longer has, by their ids; how many were there until now."""
    lock_ledger(organization)
    condition, param = among("external_id", external_ids)
    question = f"""
        SELECT id FROM ledger_subscription
        WHERE organization_id = %s AND source = %s AND gone_at IS NULL AND {condition}
    """
    ids = [row[0] for row in select(question, [organization.pk, source, param])]
    _mark(organization, ids, actor, now)
    return len(ids)


def _mark(organization: Organization, ids: Sequence[int], actor: str, now: datetime) -> None:
    place, difference = organization.pk, keep_json({"gone": [False, True]})
    update_rows(Subscription, ("id", "gone_at", "changed_at"), [(each, now, now) for each in ids])
    changes = [(each, place, now, actor, difference) for each in ids]
    insert_rows(Change, ("subscription_id", "organization_id", "at", "actor", "difference"), changes)
    settle_again(organization, ids, now)
