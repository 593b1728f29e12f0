"""How much the ledger holds."""

from dataclasses import dataclass

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import select
from forenotice.ledger.models import Subscription


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """``gone`` is how many of the subscriptions are missing from a complete telling."""

    members: int
    subscriptions: int
    gone: int
    open_due_dates: int


def counts(organization: Organization) -> LedgerCounts:
    """The numbers of rows of an organization."""
    sql = """
        SELECT
            (SELECT count(*) FROM ledger_member WHERE organization_id = %s),
            (SELECT count(*) FROM ledger_subscription WHERE organization_id = %s),
            (SELECT count(*) FROM ledger_subscription WHERE organization_id = %s AND gone_at IS NOT NULL),
            (SELECT count(*) FROM ledger_duedate WHERE organization_id = %s AND closing = '')
    """
    return LedgerCounts(*select(sql, [organization.pk] * 4)[0])


def has_more_than(organization: Organization, few: int) -> bool:
    """Whether there are more subscriptions than a few; never more of them are counted."""
    rows = Subscription.objects.filter(organization=organization).order_by("pk")
    return bool(rows.values_list("pk", flat=True)[few : few + 1])
