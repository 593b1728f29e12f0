"""Reminders that left or fell silent, counted by day, and the moments that are to be counted again.

A moment is written down whenever a reminder of it takes an arrow, in the same transaction and as often as
that happens. Whoever counts takes these marks away first, and then sees all that was committed with them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day, start_of_day
from forenotice.planner.bare import run
from forenotice.planner.dialect import among_ids, instant_from, instant_param
from forenotice.planner.states import ReminderState

_MARKED = "INSERT INTO planner_changedmoment (organization_id, at)"
# The plus keeps SQLite from walking an organization's whole index instead of looking up a few ids.
_MARK_REMINDERS = (
    f"{_MARKED} SELECT DISTINCT r.organization_id, r.release_at FROM planner_reminder r"
    " WHERE +r.organization_id = %s AND r.id "
)
_MARK_MOMENT = f"{_MARKED} VALUES (%s, %s)"
_MARK_NEW_SILENCES = (
    f"{_MARKED} SELECT DISTINCT organization_id, release_at FROM planner_reminder"
    f" WHERE id > %s AND +organization_id = %s AND state = '{ReminderState.SKIPPED}'"
)
_FIRST = "SELECT MIN(at) FROM planner_changedmoment WHERE organization_id = %s"
_TAKE = "DELETE FROM planner_changedmoment WHERE organization_id = %s AND at >= %s AND at < %s"
_FORGET = "DELETE FROM planner_pastcount WHERE organization_id = %s AND moment_on = %s"
_COUNT = (
    "INSERT INTO planner_pastcount (organization_id, mode, moment_on, rule_id, kind, state, reason, count)"
    " SELECT r.organization_id, r.mode, %s, r.rule_id, d.kind, r.state, r.reason, COUNT(*)"
    " FROM planner_reminder r JOIN ledger_duedate d ON d.id = r.due_date_id"
    " WHERE r.organization_id = %s AND r.release_at >= %s AND r.release_at < %s"
    f" AND r.state <> '{ReminderState.PLANNED}'"
    " GROUP BY r.organization_id, r.mode, r.rule_id, d.kind, r.state, r.reason"
)


def mark_reminders(ids: Iterable[int], organization_id: int) -> None:
    """Let the moments of these reminders be counted again."""
    wanted = among_ids(ids)
    run(f"{_MARK_REMINDERS}{wanted.sql}", [organization_id, *wanted.params])


def mark_moments(moments: Iterable[object], organization_id: int) -> None:
    """The same for moments as the database gave them."""
    for moment in set(moments):
        run(_MARK_MOMENT, [organization_id, moment])


def mark_new_silences(last: int, organization_id: int) -> None:
    """The same for reminders written after an id that were silent from the start."""
    run(_MARK_NEW_SILENCES, [last, organization_id])


def first_changed_day(organization: Organization) -> date | None:
    """The first day that is to be counted again, if any is."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [organization.pk])
        found: Sequence[object] = cursor.fetchone()
    return None if found[0] is None else local_day(instant_from(found[0]), organization.time_zone)


def count_day(organization: Organization, day: date) -> None:
    """Count one day anew. To be called in a transaction that nobody else counts in."""
    bounds = [instant_param(start) for start in _bounds(organization, day)]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [organization.pk, *bounds])
        cursor.execute(_FORGET, [organization.pk, day])
        cursor.execute(_COUNT, [day, organization.pk, *bounds])


def _bounds(organization: Organization, day: date) -> tuple[datetime, datetime]:
    zone = organization.time_zone
    return start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
