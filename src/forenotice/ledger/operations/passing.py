"""Which subscriptions have a due date that passed, found by the days and zones that can have passed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day
from forenotice.ledger.bulk import among, keep_moment, select

_OPEN = "SELECT subscription_id FROM ledger_duedate WHERE organization_id = %s AND closing = '' AND "


def passed_subscriptions(organization: Organization, now: datetime, most: int) -> list[int]:
    """Up to ``most`` row ids of subscriptions with an open due date that has passed; none when none has."""
    found: set[int] = set()
    for condition, params in _conditions(organization, now):
        rows = select(f"{_OPEN}{condition} LIMIT %s", [organization.pk, *params, most - len(found)])
        found.update(row[0] for row in rows)
        if len(found) >= most:
            break
    return sorted(found)


def _conditions(organization: Organization, now: datetime) -> Iterator[tuple[str, list[Any]]]:
    """Days that are over everywhere; then days that are over in some zones only; then instants.

    Each is one seek in an index of open due dates, so that nothing is read that has not passed.
    """
    zones = select("SELECT zone FROM ledger_zoneinuse WHERE organization_id = %s", [organization.pk])
    days = {zone: local_day(now, zone) for (zone,) in zones}
    if days:
        first, last = min(days.values()), max(days.values())
        yield "due_on < %s", [first]
        for day in _days(first, last):
            condition, param = among("zone", [zone for zone, today in days.items() if today > day])
            yield f"due_on = %s AND {condition}", [day, param]
    yield "due_at IS NOT NULL AND due_at <= %s", [keep_moment(now)]


def _days(first: date, last: date) -> Iterator[date]:
    while first < last:
        yield first
        first += timedelta(days=1)
