"""The cap of the first day after going live: a mistake then reaches few."""

from datetime import datetime, timedelta

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.dispatcher.moments import stored

FIRST_DAY = timedelta(hours=24)


def is_capped(organization: Organization, mode: str, now: datetime) -> bool:
    """Whether the cap holds at this moment."""
    if organization.first_day_cap is None or organization.live_since is None or mode != Mode.LIVE:
        return False
    return now < organization.live_since + FIRST_DAY


def left_under_cap(organization: Organization, mode: str, now: datetime) -> int | None:
    """How many reminders may still be released, or None when there is no cap.

    Inside a transaction nobody else can release meanwhile, because the organization's row is locked.
    """
    if not is_capped(organization, mode, now):
        return None
    if connection.in_atomic_block:
        list(Organization.objects.select_for_update().filter(pk=organization.pk).values_list("pk"))
    with connection.cursor() as cursor:
        # Nothing may leave more than ten days after the moment from which it may, and the index is by that.
        cursor.execute(
            "SELECT count(*) FROM planner_reminder WHERE organization_id = %s AND release_at >= %s"
            " AND mode = %s AND released_at >= %s",
            [
                organization.pk,
                stored(_live_since(organization) - timedelta(days=10)),
                mode,
                stored(_live_since(organization)),
            ],
        )
        released: int = cursor.fetchone()[0]
    return max(0, (organization.first_day_cap or 0) - released)


def _live_since(organization: Organization) -> datetime:
    if organization.live_since is None:
        raise ValueError("An organization that is not live has no first day.")
    return organization.live_since
