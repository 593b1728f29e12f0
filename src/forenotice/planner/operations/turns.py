"""Arrows drawn for many reminders at once: each a guarded update, each with its decision."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.ledger.models import DueDate
from forenotice.ledger.operations import count_again
from forenotice.planner.bare import run, run_many
from forenotice.planner.dialect import ids_table, instant_param, is_sqlite
from forenotice.planner.past import mark_reminders
from forenotice.planner.reconcile import Turn
from forenotice.planner.states import Reason, ReminderState

PLANNER = "planner"


class Arrow(NamedTuple):
    """An arrow that was drawn for a reminder; ``because`` is the reason of a silence that it ends."""

    reminder_id: int
    before: ReminderState
    after: ReminderState
    reason: Reason
    because: str = ""


_TURN = (
    "UPDATE planner_reminder SET state = %s, reason = %s, send_at = %s,"
    " release_at = COALESCE(%s, release_at), latest_at = %s,"
    " rule_revision = COALESCE(%s, rule_revision), changed_at = %s"
    " WHERE id = %s AND organization_id = %s AND state = %s"
)
_DECIDED = (
    "INSERT INTO planner_decision"
    " (organization_id, reminder_id, at, before, before_reason, after, reason, actor)"
)
_DECISION = f"{_DECIDED} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
_SAME_DECISION = f"{_DECIDED} SELECT %s, id, %s, %s, '', %s, %s, %s FROM drawn"


def take_turn(organization: Organization) -> None:
    """Let one transaction at a time plan for an organization. SQLite has a single writer anyway."""
    if not is_sqlite():
        rows = Organization.objects.select_for_update(no_key=True).filter(pk=organization.pk)
        list(rows.values_list("pk"))


def draw(
    turns: Iterable[Turn], *, organization: Organization, now: datetime, revision: int | None = None
) -> list[Turn]:
    """Draw these arrows, write down each, and return those that were drawn: nobody was there first."""
    drawn = _not_overtaken(list(turns), organization)
    if not drawn:
        return []
    at = instant_param(now)
    # A silence that ends may leave the day on which it was counted.
    silent = [turn.reminder_id for turn in drawn if turn.before is not ReminderState.PLANNED]
    if silent:
        mark_reminders(silent, organization.pk)
    with connection.cursor() as cursor:
        cursor.executemany(_TURN, [_turn_params(turn, organization.pk, at, revision) for turn in drawn])
    told = [turn for turn in drawn if turn.told]
    arrows = [Arrow(turn.reminder_id, turn.before, turn.after, turn.reason, turn.because) for turn in told]
    write_decisions(arrows, organization=organization, now=now, actor=PLANNER)
    return told


def write_decisions(
    arrows: Sequence[Arrow],
    *,
    organization: Organization,
    now: datetime,
    actor: str,
) -> None:
    """Write down arrows that were drawn."""
    at = instant_param(now)
    rows = [
        (organization.pk, a.reminder_id, at, *map(str, (a.before, a.because, a.after, a.reason)), actor)
        for a in arrows
    ]
    if rows:
        run_many(_DECISION, rows)
        mark_reminders((a.reminder_id for a in arrows), organization.pk)


def write_same_decision(
    reminder_ids: Iterable[int],
    *,
    before: ReminderState,
    after: ReminderState,
    reason: Reason,
    organization: Organization,
    now: datetime,
    actor: str,
) -> None:
    """Write down one arrow that was drawn for each of these reminders."""
    drawn, at = ids_table("drawn", reminder_ids), instant_param(now)
    params = [*drawn.params, organization.pk, at, before, after, reason, actor]
    run(f"WITH {drawn.sql} {_SAME_DECISION}", params)


def count_ahead_again(reminder_ids: Iterable[int], organization: Organization) -> None:
    """Let the days be counted again of which these reminders are: they ended before their moment came."""
    rows = DueDate.objects.filter(organization=organization, reminders__in=list(reminder_ids))
    count_again(organization=organization, days=set(rows.values_list("due_on", flat=True)))


def lock_reminders(ids: Iterable[int], organization: Organization) -> dict[int, str]:
    """The states of these reminders, which stay so until the transaction ends."""
    table = ids_table("wanted", ids)
    sql = (
        f"WITH {table.sql} SELECT r.id, r.state FROM planner_reminder r JOIN wanted ON wanted.id = r.id"
        " WHERE r.organization_id = %s"
    )
    if not is_sqlite():
        sql += " ORDER BY r.id FOR UPDATE OF r"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*table.params, organization.pk])
        return dict(cursor.fetchall())


def _not_overtaken(turns: list[Turn], organization: Organization) -> list[Turn]:
    if not turns or is_sqlite():
        return turns
    states = lock_reminders((turn.reminder_id for turn in turns), organization)
    return [turn for turn in turns if states.get(turn.reminder_id) == turn.before]


def _turn_params(turn: Turn, organization_id: int, at: object, revision: int | None) -> tuple[Any, ...]:
    return (
        str(turn.after),
        str(turn.reason),
        instant_param(turn.send_at),
        None if turn.release_at is None else instant_param(turn.release_at),
        instant_param(turn.latest_at),
        revision if turn.after is ReminderState.PLANNED else None,
        at,
        turn.reminder_id,
        organization_id,
        str(turn.before),
    )
