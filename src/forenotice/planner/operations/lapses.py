"""Reminders that were released and whose reason is gone before the due date: what was said no longer holds.

Nothing is unsaid to a person, who knows that they paid or cancelled. A program that was told wants to know.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.ledger.states import Closing, Quiet
from forenotice.planner.bare import run
from forenotice.planner.dialect import among_ids, instant_from, instant_param
from forenotice.planner.models import Reminder
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.steps import PlannedStep

# The payment is still coming, only an earlier one is open: what was said stays true.
_HOLDS = (Quiet.NO, Quiet.PAST_DUE)

_OVER = (Closing.PAID, Closing.RECORDED, Closing.WITHDRAWN)


def _among(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_IS_QUIET = f"d.closing = '{Closing.OPEN}' AND d.quiet NOT IN ({_among(_HOLDS)})"
_IS_GONE = f"(d.closing IN ({_among(_OVER)}) OR ({_IS_QUIET}))"
# The step comes first in the index of reminders, so each step asks for itself. CROSS JOIN has SQLite begin at
# the few due dates, and not with all that the step ever said; so does IN, where UPDATE … FROM would not.
_SAID = (
    " FROM ledger_duedate d CROSS JOIN planner_reminder r WHERE r.due_date_id = d.id"
    " AND +d.organization_id = %s AND +r.organization_id = %s AND r.step_id = %s AND r.mode = %s"
    f" AND r.state = '{ReminderState.RELEASED}' AND d.due_on >= %s AND d.subscription_id "
)


class Lapse(NamedTuple):
    """A reminder that was said and no longer holds, since when and why."""

    reminder_id: int
    due_date_id: int
    step_id: int
    mode: str
    reason: Reason
    at: datetime


def note_lapses(step: PlannedStep, subscription_ids: Collection[int], now: datetime) -> None:
    """Note which of a step's reminders of these subscriptions no longer hold, or hold again.

    To be called in the transaction that looks at them anyway.

    Only of due dates still to come: what was said of a payment is fulfilled once the payment's day is there.
    """
    wanted = among_ids(subscription_ids)
    # A day here is coarse: who takes something back looks at the member's own clock.
    soonest = (now - timedelta(days=1)).date()
    place = step.organization_id
    said = [place, place, step.step_id, step.mode, soonest, *wanted.params]
    reason = (
        f"CASE d.closing WHEN '{Closing.OPEN}' THEN d.quiet WHEN '{Closing.RECORDED}' THEN '{Closing.PAID}'"
        " ELSE d.closing END"
    )
    run(
        "UPDATE planner_reminder SET lapsed_at = %s, lapse_open = %s, lapse_reason ="
        f" (SELECT {reason} FROM ledger_duedate d WHERE d.id = planner_reminder.due_date_id)"
        f" WHERE id IN (SELECT r.id{_SAID}{wanted.sql} AND r.lapsed_at IS NULL AND {_IS_GONE})",
        [instant_param(now), True, *said],
    )
    run(
        "UPDATE planner_reminder SET lapsed_at = NULL, lapse_reason = '', lapse_open = %s"
        f" WHERE id IN (SELECT r.id{_SAID}{wanted.sql} AND r.lapsed_at IS NOT NULL AND NOT {_IS_GONE})",
        [False, *said],
    )


def open_lapses(organization: Organization, *, after: int, limit: int) -> list[Lapse]:
    """Lapses that nobody has taken care of yet, of reminders after a number; at most `limit` of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, due_date_id, step_id, mode, lapse_reason, lapsed_at FROM planner_reminder"
            " WHERE organization_id = %s AND lapse_open AND id > %s ORDER BY id LIMIT %s",
            [organization.pk, after, limit],
        )
        rows = cursor.fetchall()
    return [
        Lapse(reminder_id, due_date_id, step_id, mode, Reason(reason), instant_from(at))
        for reminder_id, due_date_id, step_id, mode, reason, at in rows
    ]


def settle_lapses(*, organization: Organization, reminder_ids: Iterable[int]) -> None:
    """Put these lapses aside: whoever was to hear of them will."""
    Reminder.objects.filter(organization=organization, pk__in=list(reminder_ids)).update(lapse_open=False)
