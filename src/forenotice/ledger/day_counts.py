"""Due dates counted by day and sort, set by set: the statement, and the days that wait for it.

Whoever writes due dates writes down the days they leave and come to, in the same transaction. Such a mark may
stand many times; it is taken away by whoever counts, who then sees all that was committed with it.
"""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Unit
from forenotice.ledger.bulk import among, select
from forenotice.ledger.models import DayCount
from forenotice.ledger.states import Closing, PayerKind

_SORT = (
    "organization_id",
    "due_on",
    "kind",
    "product_id",
    "currency",
    "payer_kind",
    "interval_count",
    "interval_unit",
    "anchor_day",
    "quiet",
)
SORT = (*_SORT, "payments_left", "card_until_on")
"""What tells the rows of one day apart."""

_LEFT = "CASE WHEN d.is_last THEN 0 ELSE s.total_payments - d.payment_number END"


def counted_afresh(days: Collection[date]) -> tuple[str, list[Any]]:
    """The statement that counts these days of an organization, whose number it begins its parameters with."""
    is_among, param = _of_days("d.due_on", days)
    year_on = "d.due_on + 366" if connection.vendor == "postgresql" else "date(d.due_on, '+366 days')"
    # A card that fails before the day itself fails for all that follows, whenever that was; and one that
    # outlasts what comes within a year matters to nothing that is foreseen. Fewer sorts, the same answers.
    card = (
        f"CASE WHEN d.quiet <> '' OR d.payer_kind = '{PayerKind.MANUAL}' OR s.card_expires_on IS NULL"
        f" OR s.card_expires_on >= {year_on} THEN NULL WHEN s.card_expires_on < d.due_on"
        f" THEN {_day_before('d.due_on')} WHEN d.interval_unit IN ('', '{Unit.YEAR}') THEN NULL"
        " ELSE s.card_expires_on END"
    )
    sql = (
        f"SELECT {', '.join(f'd.{name}' for name in _SORT)}, {_LEFT} AS payments_left,"
        f" {card} AS card_until_on, COUNT(*) AS count, COUNT(*) - COUNT(d.amount_minor) AS unpriced,"
        " COALESCE(SUM(d.amount_minor), 0) AS minor"
        " FROM ledger_duedate d JOIN ledger_subscription s ON s.id = d.subscription_id"
        f" WHERE d.organization_id = %s AND d.closing = '{Closing.OPEN}' AND {is_among}"
        f" GROUP BY {', '.join(str(number) for number in range(1, len(SORT) + 1))}"
    )
    return sql, [param]


def mark_changed(organization: Organization, days: Collection[date]) -> None:
    """Let these days be counted again."""
    if not days:
        return
    if connection.vendor == "postgresql":
        given = "unnest(%s::date[]) AS given(value)"
        params: list[Any] = [organization.pk, list(days)]
    else:
        given, params = "json_each(%s)", [organization.pk, json.dumps([day.isoformat() for day in days])]
    sql = f"INSERT INTO ledger_changedday (organization_id, due_on) SELECT %s, value FROM {given}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def open_days_of(organization: Organization, subscription_ids: Collection[int]) -> set[date]:
    """The days on which these subscriptions have something open."""
    if not subscription_ids:
        return set()
    condition, param = among("subscription_id", subscription_ids)
    sql = (
        "SELECT DISTINCT due_on FROM ledger_duedate"
        f" WHERE organization_id = %s AND closing = '{Closing.OPEN}' AND {condition}"
    )
    return {_day(row[0]) for row in select(sql, [organization.pk, param])}


def changed_days(organization: Organization, most: int) -> list[date]:
    """The first days that are to be counted again, at most so many."""
    sql = "SELECT DISTINCT due_on FROM ledger_changedday WHERE organization_id = %s ORDER BY due_on LIMIT %s"
    return [_day(row[0]) for row in select(sql, [organization.pk, most])]


def count_anew(organization: Organization, days: Sequence[date]) -> None:
    """Put what these days hold in the place of what was counted of them, and take their marks away."""
    chosen, param = _of_days("due_on", days)
    with connection.cursor() as cursor:
        for table in ("ledger_changedday", "ledger_daycount"):
            cursor.execute(
                f"DELETE FROM {table} WHERE organization_id = %s AND {chosen}", [organization.pk, param]
            )
        sql, params = counted_afresh(days)
        names = ", ".join((*SORT, "count", "unpriced", "minor"))
        cursor.execute(
            f"INSERT INTO {DayCount._meta.db_table} ({names}) {sql} -- of an organization",
            [organization.pk, *params],
        )


def _of_days(column: str, days: Collection[date]) -> tuple[str, Any]:
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(days)
    return among(column, [day.isoformat() for day in days])


def _day_before(day: str) -> str:
    return f"{day} - 1" if connection.vendor == "postgresql" else f"date({day}, '-1 days')"


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
