"""What came too late and what came back, as far as it still needs an owner, as questions to the database.

It does no longer when somebody has looked at it since, or when it is about nobody any more: whoever has left
misses nothing, and who has another address is reached there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.dispatcher.states import DeliveryState, Role
from forenotice.engine.states import Need
from forenotice.kernel.news import NewsKind
from forenotice.ledger.bulk import keep_moment
from forenotice.ledger.states import Standing
from forenotice.planner.states import ReminderState

MANY = 2_000
"""Fewer are looked at one by one. Of so many each counts, until somebody has seen them."""

_LEFT = f"('{Standing.CANCELLED}', '{Standing.ENDED}')"


def _since(need: Need, column: str) -> str:
    seen = f"SELECT until_at FROM engine_seen WHERE organization_id = %(whose)s AND need = '{need}'"
    return f"{column} > %(since)s AND {column} > COALESCE(({seen}), %(since)s)"


# Each condition stands here as it does in its index, so that SQLite takes it.
_MISSED = (
    "planner_reminder r WHERE r.organization_id = %(whose)s AND r.mode = %(mode)s"
    f" AND r.state = '{ReminderState.MISSED}' AND {_since(Need.MISSED, 'r.changed_at')}"
)
_BOUNCED = (
    "dispatcher_deliveryevent e WHERE e.organization_id = %(whose)s"
    f" AND e.kind = '{NewsKind.BOUNCED.value}' AND {_since(Need.BOUNCED, 'e.received_at')}"
    " AND e.canonical <> ''"
)
_IS_MISSED_BY_SOMEBODY = (
    "EXISTS (SELECT 1 FROM ledger_duedate d JOIN ledger_subscription s ON s.id = d.subscription_id"
    " WHERE d.id = r.due_date_id AND +d.organization_id = %(whose)s"
    f" AND s.gone_at IS NULL AND s.standing NOT IN {_LEFT})"
)
# Where a member wants mail: at the address that they asked for, else at the one that their source tells.
_ADDRESS = "TRIM(COALESCE(NULLIF(p.address, ''), m.email))"
_IS_SAME = f"{_ADDRESS} = v.recipient OR LOWER({_ADDRESS}) = e.canonical"
_IS_OF_NO_USE = (
    f"{_ADDRESS} = '' OR EXISTS (SELECT 1 FROM consent_suppression x WHERE x.organization_id = %(whose)s"
    f" AND x.canonical = LOWER({_ADDRESS}) AND x.lifted_at IS NULL"
    " AND (x.ends_at IS NULL OR x.ends_at > %(now)s))"
)
# The plus keeps a database from walking all of an organization where it has a row's own number.
_HAS_NOT_LEFT = (
    "EXISTS (SELECT 1 FROM ledger_subscription s WHERE s.member_id = m.id"
    " AND +s.organization_id = %(whose)s AND s.gone_at IS NULL"
    f" AND s.standing NOT IN {_LEFT})"
)
# Sent again, it is no longer what came back.
_IS_UNSETTLED = (
    "EXISTS (SELECT 1 FROM dispatcher_delivery v JOIN planner_reminder r ON r.id = v.reminder_id"
    " JOIN ledger_duedate d ON d.id = r.due_date_id JOIN ledger_member m ON m.id = d.member_id"
    " LEFT JOIN consent_preference p ON p.member_id = m.id"
    f" WHERE v.id = e.delivery_id AND +v.organization_id = %(whose)s AND v.state = '{DeliveryState.BOUNCED}'"
    f" AND (v.role <> '{Role.MEMBER}' OR ({_HAS_NOT_LEFT} AND ({_IS_SAME} OR {_IS_OF_NO_USE}))))"
)

BEHIND = f"""
    SELECT '{Need.MISSED}', CASE WHEN COUNT(*) = {MANY} THEN {MANY}
        ELSE COUNT(CASE WHEN {_IS_MISSED_BY_SOMEBODY} THEN 1 END) END
        FROM (SELECT r.due_date_id FROM {_MISSED} LIMIT {MANY}) r
    UNION ALL SELECT '{Need.BOUNCED}', CASE WHEN COUNT(*) = {MANY} THEN {MANY}
        ELSE COUNT(DISTINCT CASE WHEN {_IS_UNSETTLED} THEN e.canonical END) END
        FROM (SELECT e.delivery_id, e.canonical FROM {_BOUNCED} LIMIT {MANY}) e
"""
"""How many there are, but for what is beyond :data:`MANY`; in one statement with other questions."""

_ALL = {
    Need.MISSED: f"SELECT COUNT(*) FROM {_MISSED}",
    Need.BOUNCED: f"SELECT COUNT(DISTINCT e.canonical) FROM {_BOUNCED}",
}


def asked_of(organization: Organization, now: datetime, days: int = 30) -> dict[str, Any]:
    """What the question is asked with: of the last days."""
    return {
        "whose": organization.pk,
        "mode": organization.mode,
        "since": keep_moment(now - timedelta(days=days)),
        "now": keep_moment(now),
    }


def count_all(need: Need, count: int, asked: Mapping[str, Any]) -> int:
    """The count, also where there are very many."""
    if count < MANY or need not in _ALL:
        return count
    with connection.cursor() as cursor:
        cursor.execute(_ALL[need], asked)
        return int(cursor.fetchone()[0])


def count_behind(organization: Organization, now: datetime) -> Mapping[Need, int]:
    """How many of either an owner has still to look at."""
    asked = asked_of(organization, now)
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, asked)
        rows = cursor.fetchall()
    return {Need(need): count_all(Need(need), int(count), asked) for need, count in rows}
