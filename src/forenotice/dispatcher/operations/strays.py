"""Receipts whose hand-over this round knows nothing of: the channel kept them from a round that broke off."""

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.dispatcher.moments import recalled
from forenotice.dispatcher.operations.receipts import Flight
from forenotice.dispatcher.retry import ALL_DAY, Hours
from forenotice.dispatcher.states import DeliveryState


def stray_flight(organization: Organization, message_id: str) -> Flight | None:
    """The hand-over that a late receipt belongs to, if its answer is still missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.id, v.attempts_made, r.latest_at FROM dispatcher_delivery v"
            " JOIN planner_reminder r ON r.id = v.reminder_id"
            " WHERE v.organization_id = %s AND v.state IN (%s, %s) AND v.message_id = %s",
            [organization.pk, DeliveryState.ATTEMPTING, DeliveryState.UNKNOWN, message_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    # The next try gets its own look at the send window; here only the last moment counts.
    return Flight(row[0], row[1], Hours(ALL_DAY, "UTC", recalled(row[2])))
