"""Members about whom planning should think again, though no source told anything new."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, select, touch
from forenotice.ledger.day_counts import mark_changed, open_days_of


@transaction.atomic
def touch_members(*, organization: Organization, member_ids: Collection[int]) -> int:
    """Let planning look at everything that these members have; return how many subscriptions that is.

    The days that it falls on are counted again too, because wishes move when a reminder is said.
    """
    condition, param = among("member_id", member_ids)
    sql = f"SELECT id FROM ledger_subscription WHERE organization_id = %s AND {condition}"
    found = [row[0] for row in select(sql, [organization.pk, param])] if member_ids else []
    touch(organization, found)
    mark_changed(organization, open_days_of(organization, found))
    return len(found)


def count_again(*, organization: Organization, days: Collection[date]) -> None:
    """Let what is due on these days be counted again, though it did not change: what is said of it did."""
    mark_changed(organization, days)
