"""Arrows that the dispatcher asks for: released, withheld, and superseded by a nearer step."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.planner.bare import run
from forenotice.planner.classes import message_classes
from forenotice.planner.dialect import among_ids, instant_param, values_table
from forenotice.planner.models import Reminder
from forenotice.planner.nearness import courtesy_ranks
from forenotice.planner.operations.turns import (
    PLANNER,
    Arrow,
    count_ahead_again,
    lock_reminders,
    take_turn,
    write_decisions,
    write_same_decision,
)
from forenotice.planner.past import mark_moments
from forenotice.planner.states import ARROWS, Reason, ReminderState
from forenotice.planner.steps import planned_steps

# The plus keeps SQLite from walking an organization's whole index instead of looking up a few ids.
_RELEASE = (
    f"UPDATE planner_reminder SET state = '{ReminderState.RELEASED}', reason = '{Reason.CLAIMED}',"
    " released_at = %s, changed_at = %s WHERE +organization_id = %s"
    f" AND state = '{ReminderState.PLANNED}' AND release_at <= %s AND latest_at >= %s AND id "
)
_WITHHOLD = (
    "UPDATE planner_reminder SET state = %s, reason = %s, changed_at = %s"
    f" WHERE id = %s AND organization_id = %s AND state = '{ReminderState.PLANNED}'"
)
_SUPERSEDED = (
    "SELECT DISTINCT r.id FROM planner_reminder r CROSS JOIN rank a CROSS JOIN rank b"
    " CROSS JOIN planner_reminder n WHERE r.organization_id = %s AND +n.organization_id = %s"
    f" AND r.mode = %s AND r.state = '{ReminderState.PLANNED}' AND r.release_at <= %s"
    " AND a.step_id = r.step_id AND b.rule_id = a.rule_id"
    " AND n.step_id = b.step_id AND n.mode = r.mode AND n.due_date_id = r.due_date_id"
    " AND (n.send_at > r.send_at OR (n.send_at = r.send_at AND b.nearness > a.nearness))"
    f" AND ((n.state = '{ReminderState.PLANNED}' AND n.release_at <= %s)"
    f" OR n.state = '{ReminderState.RELEASED}')"
)

_RANK = {"rule_id": "bigint", "step_id": "bigint", "nearness": "bigint"}


class Withheld(NamedTuple):
    """A verdict of the last look: this reminder ends in this state, for this reason."""

    reminder_id: int
    state: ReminderState
    reason: Reason


def release(
    *, organization: Organization, reminder_ids: Iterable[int], actor: str, now: datetime
) -> list[int]:
    """Mark planned reminders as released and return those that were; others were taken or moved meanwhile.

    To be called in the transaction that writes their deliveries. A released reminder never speaks again.
    """
    wanted, at = among_ids(reminder_ids), instant_param(now)
    # The caller's transaction is the one that counts; a savepoint in it would cost two statements more.
    with transaction.atomic(savepoint=False):
        sql = f"{_RELEASE}{wanted.sql} RETURNING id, release_at, send_at > %s"
        rows = run(sql, [at, at, organization.pk, at, at, *wanted.params, at])
        released = sorted(row[0] for row in rows)
        if released:
            write_same_decision(
                released,
                before=ReminderState.PLANNED,
                after=ReminderState.RELEASED,
                reason=Reason.CLAIMED,
                organization=organization,
                now=now,
                actor=actor,
            )
            mark_moments((row[1] for row in rows), organization.pk)
        if early := [row[0] for row in rows if row[2]]:
            count_ahead_again(early, organization)
    return released


def withhold(
    *, organization: Organization, verdicts: Sequence[Withheld], actor: str, now: datetime
) -> list[int]:
    """End planned reminders as the last look says, and return those that were still planned."""
    for verdict in verdicts:
        if (ReminderState.PLANNED, verdict.state) not in ARROWS:
            raise ValueError(f"A planned reminder cannot be {verdict.state}.")
    with transaction.atomic():
        states = lock_reminders((verdict.reminder_id for verdict in verdicts), organization)
        mine = [verdict for verdict in verdicts if states.get(verdict.reminder_id) == ReminderState.PLANNED]
        at = instant_param(now)
        with connection.cursor() as cursor:
            cursor.executemany(
                _WITHHOLD, [(str(v.state), str(v.reason), at, v.reminder_id, organization.pk) for v in mine]
            )
        arrows = [Arrow(v.reminder_id, ReminderState.PLANNED, v.state, v.reason) for v in mine]
        write_decisions(arrows, organization=organization, now=now, actor=actor)
        ended = [verdict.reminder_id for verdict in mine]
        rows = Reminder.objects.filter(organization=organization, pk__in=ended, send_at__gt=now)
        if early := list(rows.values_list("pk", flat=True)):
            count_ahead_again(early, organization)
    return ended


def supersede(*, organization: Organization, now: datetime) -> int:
    """Of several courtesy steps of one rule that are due at once, leave the nearest to the due date.

    Return how many others were skipped. A required message is never superseded, and supersedes none. Steps
    that are equally near all speak.
    """
    ranks = courtesy_ranks(planned_steps(organization), message_classes(organization))
    if not ranks:
        return 0
    with transaction.atomic():
        take_turn(organization)
        table = values_table("rank", _RANK, ranks)
        at = instant_param(now)
        params = [organization.pk, organization.pk, organization.mode, at, at]
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {table.sql} {_SUPERSEDED}", [*table.params, *params])
            ids = [row[0] for row in cursor.fetchall()]
        verdicts = [Withheld(i, ReminderState.SKIPPED, Reason.SUPERSEDED) for i in ids]
        return len(withhold(organization=organization, verdicts=verdicts, actor=PLANNER, now=now))
