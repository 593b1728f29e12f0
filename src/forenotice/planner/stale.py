"""What was withheld because its facts were stale, or for want of a way out, and may still be said."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.planner.dialect import instant_from, instant_param
from forenotice.planner.states import Reason, ReminderState

_WITHHELD = (
    "SELECT DISTINCT d.subscription_id, s.source, t.seen_at FROM planner_reminder r"
    " CROSS JOIN ledger_duedate d CROSS JOIN ledger_subscription s CROSS JOIN ledger_sighting t"
    " WHERE d.id = r.due_date_id AND s.id = d.subscription_id AND t.subscription_id = s.id"
    f" AND r.organization_id = %s AND r.mode = %s AND r.state = '{ReminderState.SKIPPED}'"
    f" AND r.reason = '{Reason.STALE_FACTS}' AND r.latest_at >= %s"
)

_WITHOUT_A_WAY = (
    "SELECT DISTINCT d.subscription_id, r.step_id FROM planner_reminder r CROSS JOIN ledger_duedate d"
    f" WHERE d.id = r.due_date_id AND r.organization_id = %s AND r.mode = %s"
    f" AND r.state = '{ReminderState.SKIPPED}' AND r.reason = '{Reason.NO_CHANNEL}' AND r.latest_at >= %s"
)


class Withheld(NamedTuple):
    """A subscription with a reminder that was withheld, and when its source told of it last."""

    subscription_id: int
    source: str
    seen_at: datetime

    def is_fresh(self, fresh_since: Mapping[str, datetime]) -> bool:
        """Whether its source has told of it recently enough."""
        since = fresh_since.get(self.source)
        return since is not None and self.seen_at >= since


def withheld_as_stale(organization: Organization, now: datetime) -> list[Withheld]:
    """The subscriptions with a reminder that was withheld as stale and may still leave at `now`."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHHELD, [organization.pk, organization.mode, instant_param(now)])
        return [Withheld(pk, source, instant_from(seen_at)) for pk, source, seen_at in cursor.fetchall()]


def withheld_without_a_way(organization: Organization, now: datetime) -> list[tuple[int, int]]:
    """The subscriptions of which a step found no way out, each with that step, while it may still leave."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_A_WAY, [organization.pk, organization.mode, instant_param(now)])
        return list(cursor.fetchall())
