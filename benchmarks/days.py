"""What the first page of a console reads: numbers by day, against one bare count of thirty days afresh."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from benchmarks.figure import Figure
from benchmarks.fixture import NOW, TODAY, live_with_steps
from forenotice.accounts.models import Organization
from forenotice.engine.queries import needs_owner
from forenotice.kernel.interval import add_months
from forenotice.ledger.bulk import keep_moment
from forenotice.ledger.day_counts import mark_changed
from forenotice.outcomes.queries import expected_revenue, followed
from forenotice.outcomes.statements import count_day
from forenotice.planner.operations import count_ahead, count_past
from forenotice.planner.queries import leaving_by_day, past_by_day, withheld
from forenotice.rules.models import Step

_RUNS = 15
_DAYS = 30
_PAST = """
    INSERT INTO planner_reminder (organization_id, rule_id, step_id, due_date_id, mode, state, reason,
        send_at, release_at, latest_at, rule_revision, planned_at, changed_at, released_at, lapse_reason,
        lapse_open)
    SELECT d.organization_id, %s, %s, d.id, 'live', 'released', 'claimed', %s, %s, %s, 1, %s, %s, %s, '', %s
    FROM ledger_duedate d WHERE d.organization_id = %s AND d.id > %s AND d.id <= %s
"""
_OUTCOMES = """
    INSERT INTO outcomes_outcome (organization_id, reminder_id, kind, at)
    SELECT organization_id, id, 'payment_made', release_at FROM planner_reminder
    WHERE organization_id = %s AND state = 'released'
"""


def run(rows: int) -> list[Figure]:
    """Measure counting everything, counting a day that changed, and each question, beside a bare count."""
    organization = live_with_steps(rows)
    _cards(organization, rows)
    mark_changed(organization, {TODAY + timedelta(days=day) for day in range(366)})
    first = _seconds(lambda: count_ahead(organization=organization, now=NOW))
    mark_changed(organization, {TODAY + timedelta(days=9)})
    a_day = _seconds(lambda: count_ahead(organization=organization, now=NOW))
    tomorrow = _seconds(lambda: count_ahead(organization=organization, now=NOW + timedelta(days=1)))
    count_ahead(organization=organization, now=NOW)
    idle = _median(lambda: count_ahead(organization=organization, now=NOW))
    _said(organization, rows)
    past = _seconds(lambda: count_past(organization=organization))
    for day in range(_DAYS + 1):
        count_day(organization, TODAY - timedelta(days=day))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    bare = _median(lambda: _bare(organization), 5)
    note = f"{rows:,} subscriptions, {rows:,} reminders said in {_DAYS} days"
    return [
        Figure("30 days counted afresh by a bare SELECT", bare, "ms", note=note),
        Figure("counting all days of five steps for the first time", first, "s"),
        Figure("counting one day that changed", a_day * 1_000, "ms", note="for the ledger and five steps"),
        Figure("counting the day that comes near at midnight", tomorrow, "s"),
        Figure("counting when nothing changed", idle, "ms"),
        Figure("counting the days of what was said", past, "s"),
        *(Figure(name, _median(ask), "ms", at_most=30) for name, ask in _questions(organization).items()),
    ]


def _questions(organization: Organization) -> dict[str, Callable[[], object]]:
    return {
        "leaving_by_day": lambda: leaving_by_day(organization, NOW),
        "past_by_day": lambda: past_by_day(organization, NOW),
        "withheld": lambda: withheld(organization, NOW),
        "needs_owner": lambda: needs_owner(organization, NOW),
        "expected_revenue, 12 months": lambda: expected_revenue(organization, NOW),
        "followed, 90 days": lambda: followed(organization, NOW, 90),
    }


def _cards(organization: Organization, rows: int) -> None:
    """Let cards expire in any month of the next four years."""
    with connection.cursor() as cursor:
        for month in range(48):
            expires_on = add_months(TODAY, month, 28)
            sql = "UPDATE ledger_subscription SET card_expires_on = %s WHERE organization_id = %s"
            share = [rows * month // 48, rows * (month + 1) // 48]
            cursor.execute(f"{sql} AND id > %s AND id <= %s", [expires_on, organization.pk, *share])


def _said(organization: Organization, rows: int) -> None:
    """As many reminders as subscriptions, said in the last thirty days, each followed by a payment."""
    step = Step.objects.filter(organization=organization).order_by("pk")[0]
    with connection.cursor() as cursor:
        for day in range(_DAYS):
            at = keep_moment(NOW - timedelta(days=day))
            share = [rows * day // _DAYS, rows * (day + 1) // _DAYS]
            params = [step.rule_id, step.pk, *[at] * 6, False, organization.pk, *share]
            cursor.execute(_PAST, params)
            cursor.execute(
                "INSERT INTO planner_changedmoment (organization_id, at) VALUES (%s, %s)",
                [organization.pk, at],
            )
        cursor.execute(_OUTCOMES, [organization.pk])


def _bare(organization: Organization) -> None:
    sql = (
        "SELECT due_on, kind, currency, COUNT(*), SUM(amount_minor) FROM ledger_duedate"
        " WHERE organization_id = %s AND closing = '' AND due_on < %s GROUP BY due_on, kind, currency"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [organization.pk, TODAY + timedelta(days=_DAYS)])
        cursor.fetchall()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median(work: Callable[[], object], runs: int = _RUNS) -> float:
    work()
    return statistics.median(_seconds(work) for _ in range(runs)) * 1_000
