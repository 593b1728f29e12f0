"""The statements that find what followed reminders, set by set.

A change counts when it came after the reminder had left and no later than a week after the due date.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.kernel.local_time import local_day, start_of_day
from forenotice.ledger.bulk import keep_moment, read_moment
from forenotice.ledger.states import Closing, Occasion, Standing
from forenotice.outcomes.states import Following

AT_ONCE = 5_000
"""So many changes are read in one transaction at most."""

WEEK = 7
"""So many days after the due date are waited for."""

# The first of the tables is the one that narrows things down, and SQLite is to begin with it.
_REMINDED = (
    " CROSS JOIN rules_step s CROSS JOIN planner_reminder r"
    " WHERE s.organization_id = %(whose)s AND r.step_id = s.id AND r.due_date_id = d.id"
    f" AND r.mode = '{Mode.LIVE}' AND r.released_at IS NOT NULL AND d.organization_id = %(whose)s"
)
# The limit tells SQLite how few there are; it would read every due date beforehand for a million of them.
_CHANGES = (
    "(SELECT subscription_id, at, difference FROM ledger_change WHERE organization_id = %(whose)s"
    f" AND id > %(after)s AND id <= %(last)s ORDER BY id LIMIT {AT_ONCE})"
)
_INSERT = "INSERT INTO outcomes_outcome (organization_id, reminder_id, kind, at)"
_ONCE = " ON CONFLICT (reminder_id, kind) DO NOTHING RETURNING at"


def last_change(organization: Organization, after: int) -> int | None:
    """The last of the next changes after one, as many as are read at once; None when there is none.

    Whoever writes changes of an organization holds its ledger, so they are committed in this order.
    """
    sql = (
        "SELECT MAX(id) FROM (SELECT id FROM ledger_change WHERE organization_id = %s AND id > %s"
        " ORDER BY id LIMIT %s) AS next"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [organization.pk, after, AT_ONCE])
        found: int | None = cursor.fetchone()[0]
    return found


def insert_following(organization: Organization, after: int, last: int) -> set[date]:
    """Write what the changes after one up to another say; on which days that was."""
    days: set[date] = set()
    for kind, condition in _conditions().items():
        sql = (
            f"{_INSERT} SELECT r.organization_id, r.id, '{kind}', MIN(c.at) FROM {_CHANGES} c"
            f" CROSS JOIN ledger_duedate d{_REMINDED}"
            " AND d.subscription_id = c.subscription_id AND c.at > r.released_at"
            f" AND {_day('c.at')} <= {_week_after('d.due_on')} AND ({condition})"
            f" GROUP BY r.organization_id, r.id{_ONCE}"
        )
        days |= _days(organization, sql, {"after": after, "last": last})
    return days


def insert_nothing(organization: Organization, since: datetime, until: datetime, now: datetime) -> set[date]:
    """Write that nothing followed, for what passed or was taken back in a span and had no other outcome."""
    closings = f"'{Closing.PASSED}', '{Closing.WITHDRAWN}'"
    sql = (
        f"{_INSERT} SELECT r.organization_id, r.id, '{Following.NOTHING}', %(now)s FROM ledger_duedate d"
        f"{_REMINDED} AND d.closing IN ({closings}) AND d.closed_at > %(since)s AND d.closed_at <= %(until)s"
        f" AND NOT EXISTS (SELECT 1 FROM outcomes_outcome o WHERE o.reminder_id = r.id){_ONCE}"
    )
    moments = {"since": since, "until": until, "now": now}
    return _days(organization, sql, {name: keep_moment(at) for name, at in moments.items()})


def count_day(organization: Organization, day: date) -> None:
    """Count the outcomes of a day anew."""
    zone = organization.time_zone
    bounds = [start_of_day(day, zone), start_of_day(date.fromordinal(day.toordinal() + 1), zone)]
    forget = "DELETE FROM outcomes_outcomecount WHERE organization_id = %s AND happened_on = %s"
    count = (
        "INSERT INTO outcomes_outcomecount (organization_id, happened_on, rule_id, due_kind, kind, count)"
        " SELECT o.organization_id, %s, r.rule_id, d.kind, o.kind, COUNT(*) FROM outcomes_outcome o"
        " JOIN planner_reminder r ON r.id = o.reminder_id JOIN ledger_duedate d ON d.id = r.due_date_id"
        " WHERE o.organization_id = %s AND o.at >= %s AND o.at < %s"
        " GROUP BY o.organization_id, r.rule_id, d.kind, o.kind"
    )
    with connection.cursor() as cursor:
        cursor.execute(forget, [organization.pk, day])
        cursor.execute(count, [day, organization.pk, *map(keep_moment, bounds)])


def _conditions() -> dict[Following, str]:
    """What a change ``c`` says of the subscription of a due date ``d``."""
    ended = f"'{Standing.CANCELLED}', '{Standing.ENDED}'"
    # A source may let a payment pass and confirm it later, by going on to the next one.
    went_on = (
        "EXISTS (SELECT 1 FROM ledger_duedate n WHERE n.organization_id = d.organization_id"
        f" AND n.subscription_id = d.subscription_id AND n.occasion = '{Occasion.PAYMENT}'"
        " AND n.due_on > d.due_on AND NOT n.estimated)"
    )
    moved = " OR ".join(_is_told(name) for name in ("next_on", "next_at", "period_key", "paid"))
    return {
        Following.CARD_UPDATED: (
            f"{_is_told('card_expires_on')} OR ({_is_told('card_last4')} AND {_new('card_last4')} <> '')"
        ),
        Following.PAYMENT_MADE: (
            f"({moved}) AND d.occasion = '{Occasion.PAYMENT}' AND (d.closing IN ('{Closing.PAID}',"
            f" '{Closing.RECORDED}') OR (d.closing = '{Closing.PASSED}' AND {went_on}))"
        ),
        Following.CANCELLED: (
            f"{_new('standing')} IN ({ended}) OR {_is_true('cancel_at_period_end')} OR {_is_true('gone')}"
        ),
    }


def _is_told(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"jsonb_exists(c.difference, '{name}')"
    return f"json_type(c.difference, '$.{name}') IS NOT NULL"


def _new(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"(c.difference->'{name}'->>1)"
    return f"json_extract(c.difference, '$.{name}[1]')"


def _is_true(name: str) -> str:
    return f"{_new(name)} = " + ("'true'" if connection.vendor == "postgresql" else "1")


def _day(at: str) -> str:
    return f"({at} AT TIME ZONE 'UTC')::date" if connection.vendor == "postgresql" else f"date({at})"


def _week_after(day: str) -> str:
    return f"{day} + {WEEK}" if connection.vendor == "postgresql" else f"date({day}, '+{WEEK} days')"


def _days(organization: Organization, sql: str, params: Mapping[str, Any]) -> set[date]:
    """Run a statement of an organization, and tell on which of its days the rows are that it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"whose": organization.pk, **params})
        moments = {row[0] for row in cursor.fetchall()}
    read = (read_moment(datetime.fromisoformat(at) if isinstance(at, str) else at) for at in moments)
    return {local_day(at, organization.time_zone) for at in read if at is not None}
