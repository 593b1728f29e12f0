"""The station that looks at what is late: it waits for the send window, or it is declared missed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.planner.dialect import ids_table, instant_from, instant_param
from forenotice.planner.moments import Moments
from forenotice.planner.operations.planning import replan
from forenotice.planner.operations.turns import PLANNER, Arrow, take_turn, write_decisions
from forenotice.planner.past import mark_reminders
from forenotice.planner.schedule import PUNCTUAL
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.steps import planned_steps

_LATE_ONES = (
    "SELECT r.id, r.step_id, d.zone, r.latest_at FROM planner_reminder r"
    " CROSS JOIN ledger_duedate d WHERE d.id = r.due_date_id"
    f" AND r.organization_id = %s AND r.mode = %s AND r.state = '{ReminderState.PLANNED}'"
    " AND r.release_at < %s AND r.latest_at >= %s"
)
_WAIT = (
    "UPDATE planner_reminder SET release_at = %s"
    f" WHERE id = %s AND organization_id = %s AND state = '{ReminderState.PLANNED}'"
)
_TOO_LATE = (
    f"UPDATE planner_reminder SET state = '{ReminderState.MISSED}', reason = '{Reason.TOO_LATE}',"
    f" changed_at = %s WHERE organization_id = %s AND mode = %s AND state = '{ReminderState.PLANNED}'"
)
# Their own index makes this free, pulse after pulse.
_MISSED_AHEAD = (
    "SELECT r.id, d.subscription_id FROM planner_reminder r CROSS JOIN ledger_duedate d"
    " WHERE d.id = r.due_date_id AND r.organization_id = %s AND r.mode = %s"
    f" AND r.state = '{ReminderState.MISSED}' AND r.changed_at > %s AND r.latest_at >= %s"
)
_PLAN_AGAIN = (
    f"UPDATE planner_reminder SET state = '{ReminderState.PLANNED}', reason = '{Reason.CAME_BACK}',"
    f" changed_at = %s WHERE organization_id = %s AND state = '{ReminderState.MISSED}'"
)


@dataclass(frozen=True, slots=True)
class Missed:
    """How many reminders were declared missed, by rule and step; and how many wait for their send window.

    ``planned_again`` are those that a clock had called missed which was ahead of the time.
    """

    by_step: Mapping[int, int] = field(default_factory=dict)
    waiting: int = 0
    planned_again: int = 0

    @property
    def total(self) -> int:
        """All that were declared missed."""
        return sum(self.by_step.values())


def declare_missed(*, organization: Organization, now: datetime) -> Missed:
    """Declare missed what may not leave any more; what else is late waits for its send window.

    A reminder is missed once its catch-up window has passed or its due date has come, and when its send
    window will not open before that. What was called so at a moment that is still to come is planned again.
    """
    with transaction.atomic():
        take_turn(organization)
        planned_again = _plan_again(organization, now)
        waits, hopeless = _late_ones(organization, now)
        with connection.cursor() as cursor:
            cursor.executemany(
                _WAIT, [(instant_param(at), reminder_id, organization.pk) for reminder_id, at in waits]
            )
        by_step = _miss(organization, now, hopeless)
    return Missed(by_step, len(waits), planned_again)


def _plan_again(organization: Organization, now: datetime) -> int:
    """Undo what a clock did that was ahead of the time, as far as it is not too late by this one."""
    at = instant_param(now)
    with connection.cursor() as cursor:
        cursor.execute(_MISSED_AHEAD, [organization.pk, organization.mode, at, at])
        found = dict(cursor.fetchall())
        ids = [*found]
        if ids:
            # They leave the day on which they were counted.
            mark_reminders(ids, organization.pk)
            table = ids_table("ahead", ids)
            params = [*table.params, at, organization.pk]
            cursor.execute(f"WITH {table.sql} {_PLAN_AGAIN} AND id IN (SELECT id FROM ahead)", params)
    arrow = (ReminderState.MISSED, ReminderState.PLANNED, Reason.CAME_BACK)
    arrows = [Arrow(reminder_id, *arrow) for reminder_id in ids]
    write_decisions(arrows, organization=organization, now=now, actor=PLANNER)
    if ids:
        # Their payments may have moved meanwhile, and nobody asked again about what was missed.
        replan(organization=organization, subscription_ids=found.values(), now=now)
    return len(ids)


def _late_ones(organization: Organization, now: datetime) -> tuple[list[tuple[int, datetime]], list[int]]:
    """What is late while its send window is closed: when each may leave, and those that never will."""
    params = [organization.pk, organization.mode, instant_param(now - PUNCTUAL), instant_param(now)]
    with connection.cursor() as cursor:
        cursor.execute(_LATE_ONES, params)
        rows = cursor.fetchall()
    if not rows:
        return [], []
    windows = {s.step_id: s.timing.window for s in planned_steps(organization) if s.timing is not None}
    moments = Moments(now)
    waits, hopeless = [], []
    for reminder_id, step_id, zone, latest_at in rows:
        opens_at = moments.opening(windows[step_id], zone) if step_id in windows else now
        if opens_at > instant_from(latest_at):
            hopeless.append(reminder_id)
        elif opens_at > now:
            waits.append((reminder_id, opens_at))
    return waits, hopeless


def _miss(organization: Organization, now: datetime, hopeless: list[int]) -> dict[int, int]:
    at = instant_param(now)
    params = [at, organization.pk, organization.mode]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_TOO_LATE} AND release_at <= %s AND latest_at < %s RETURNING id, step_id", [*params, at, at]
        )
        missed = cursor.fetchall()
        if hopeless:
            table = ids_table("hopeless", hopeless)
            cursor.execute(
                f"WITH {table.sql} {_TOO_LATE} AND id IN (SELECT id FROM hopeless) RETURNING id, step_id",
                [*table.params, *params],
            )
            missed += cursor.fetchall()
    arrow = (ReminderState.PLANNED, ReminderState.MISSED, Reason.TOO_LATE)
    arrows = [Arrow(reminder_id, *arrow) for reminder_id, _ in missed]
    write_decisions(arrows, organization=organization, now=now, actor=PLANNER)
    return dict(Counter(step_id for _, step_id in missed))
