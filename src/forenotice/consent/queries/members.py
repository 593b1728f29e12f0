"""Members by what stands between them and their mail."""

from collections.abc import Collection
from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.consent.models import Preference
from forenotice.consent.queries.listing import suppression_rows
from forenotice.ledger.queries import members_by_address

MOST = 5_000
"""Members that are told of at once, the latest first; more is for a report, not for a list."""


def members_opted_out(organization: Organization) -> Collection[int]:
    """Those who want no courtesy reminders."""
    rows = Preference.objects.filter(organization=organization, wants_courtesy=False)
    return list(rows.order_by("-pk").values_list("member_id", flat=True)[:MOST])


def members_unreachable(organization: Organization, now: datetime) -> Collection[int]:
    """Those with an address of their own that must not be used, because mail to it came back or otherwise."""
    rows = suppression_rows(organization, now).order_by("-pk").values_list("address", flat=True)
    return members_by_address(organization, list(rows[:MOST]))
