"""The statements of planning: which moments there are, reminders written, reminders looked at again.

Each is made from the shared SELECT of :mod:`planner.meeting`, over all due dates of an organization or those
of some subscriptions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from forenotice.ledger.states import Closing
from forenotice.planner import meeting
from forenotice.planner.dialect import (
    Fragment,
    day_from,
    execute,
    ids_table,
    instant_from,
    instant_or_none,
    instant_param,
    values_table,
)
from forenotice.planner.meeting import Way
from forenotice.planner.moments import COLUMNS, Key, MomentRow
from forenotice.planner.reconcile import Standing, Verdict
from forenotice.planner.schedule import Timing
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.steps import PlannedStep

# SQLite keeps no statistics of its own accord. CROSS JOIN has it join in this order, and a plus before a
# column keeps it from walking an organization's whole index where a better one, or the row, can be looked up.
JOIN = "CROSS JOIN"

# Ids are handed out to all organizations alike, and nothing but an id is read here.
_LAST_REMINDER = "SELECT COALESCE(MAX(id), 0) FROM planner_reminder -- of any organization"


@dataclass(frozen=True, slots=True)
class Among:
    """Which due dates: everyone's, those of some subscriptions, or those of a table of the same shape.

    ``also`` is joined to each, and ``quiet`` is why nobody is told of it, if so.
    """

    tables: tuple[Fragment, ...] = ()
    first: str = ""
    where: str = "1 = 1"
    due_dates: str = "ledger_duedate"
    also: str = ""
    quiet: str = "d.quiet"

    @property
    def organization(self) -> str:
        """The column that says whose due dates; only of use as an index when everyone's are asked for."""
        return "+d.organization_id" if self.first else "d.organization_id"


EVERYONE = Among()


def among_subscriptions(ids: Iterable[int]) -> Among:
    """The due dates of these subscriptions."""
    return Among((ids_table("t", ids),), f"t {JOIN}", "d.subscription_id = t.id")


def keys(
    step: PlannedStep, when: Timing, way: Way, among: Among, days: tuple[date, date], closing: Closing
) -> list[Key]:
    """The distinct moments' keys of due dates whose anchor day lies between two days."""
    on, at = meeting.anchor_on(when), meeting.anchor_at(when)
    instant = f"{at} AS at" if way is Way.TIMED else "NULL AS at"
    sql = (
        f"SELECT DISTINCT {on} AS day, {instant}, d.zone FROM {among.first} {among.due_dates} d{among.also}"
        f" WHERE {among.organization} = %s AND d.closing = '{closing}' AND {among.where}"
        f" AND {on} >= %s AND {on} <= %s AND {_of_way(when, way)}"
    )
    return _fetch_keys(with_tables(among.tables, Fragment(sql, [step.organization_id, *days])))


def keys_by_instant(
    step: PlannedStep, when: Timing, after: datetime, until: datetime, zones: Sequence[str]
) -> list[Key]:
    """The distinct keys of open due dates in these zones whose anchor instant lies in a range, open below."""
    on, at = meeting.anchor_on(when), meeting.anchor_at(when)
    marks = ", ".join(["%s"] * len(zones))
    sql = (
        f"SELECT DISTINCT {on} AS day, {at} AS at, d.zone FROM ledger_duedate d"
        f" WHERE d.organization_id = %s AND d.closing = '{Closing.OPEN}'"
        f" AND {at} > %s AND {at} <= %s AND d.zone IN ({marks})"
    )
    params = [step.organization_id, instant_param(after), instant_param(until), *zones]
    return _fetch_keys(Fragment(sql, params))


def insert_reminders(
    step: PlannedStep,
    way: Way,
    rows: Sequence[MomentRow],
    among: Among,
    *,
    now: datetime,
    covered: tuple[datetime, datetime] | None = None,
    closing: Closing = Closing.OPEN,
) -> int:
    """Write the reminders that are not there yet, planned or skipped; return how many."""
    if not rows or step.timing is None:
        return 0
    tables = (*among.tables, values_table("m", COLUMNS, rows))
    select = _met(step, step.timing, way, rows, among, now, covered, closing)
    columns = meeting.verdict_ahead() if meeting.is_ahead(rows, now) else meeting.verdict(step)
    sql = (
        "INSERT INTO planner_reminder (organization_id, rule_id, step_id, due_date_id, mode,"
        " state, reason, send_at, release_at, latest_at, rule_revision, planned_at, changed_at)"
        f" WITH {', '.join(table.sql for table in tables)}"
        f" SELECT w.organization_id, %s, %s, w.id, %s, {columns}, %s, %s, %s"
        f" FROM ({select.sql}) w WHERE w.id > 0"
        " ON CONFLICT (step_id, mode, due_date_id) DO NOTHING"
    )
    params = [param for table in tables for param in table.params]
    params += [step.rule.rule_id, step.step_id, step.mode]
    params += [step.rule.revision, instant_param(now), instant_param(now), *select.params]
    with connection.cursor() as cursor:
        return execute(cursor, sql, params)


def unwritten_reminders(
    step: PlannedStep,
    way: Way,
    rows: Sequence[MomentRow],
    among: Among,
    *,
    now: datetime,
    covered: tuple[datetime, datetime] | None = None,
) -> list[tuple[int, Verdict]]:
    """What :func:`insert_reminders` would write, by due date; nothing is written."""
    found = unwritten_of_steps([(step, way, rows, among, covered)], now=now)
    return [(due_date_id, verdict) for _, due_date_id, verdict in found]


def unwritten_of_steps(
    steps: Iterable[tuple[PlannedStep, Way, Sequence[MomentRow], Among, tuple[datetime, datetime] | None]],
    *,
    now: datetime,
) -> list[tuple[int, int, Verdict]]:
    """The same of several steps in one question: each step's number, the due date, and what of it."""
    parts = [part for part in (_unwritten(*one, now) for one in steps) if part is not None]
    if not parts:
        return []
    several = " UNION ALL ".join(f"SELECT q.* FROM ({part.sql}) q" for part in parts)
    sql = parts[0].sql if len(parts) == 1 else several
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for part in parts for param in part.params])
        return [(row[0], row[1], _verdict(row[2:])) for row in cursor.fetchall()]


def _unwritten(
    step: PlannedStep,
    way: Way,
    rows: Sequence[MomentRow],
    among: Among,
    covered: tuple[datetime, datetime] | None,
    now: datetime,
) -> Fragment | None:
    if not rows or step.timing is None:
        return None
    tables = (*among.tables, values_table("m", COLUMNS, rows))
    select = _met(step, step.timing, way, rows, among, now, covered, Closing.OPEN)
    is_ahead = meeting.is_ahead(rows, now)
    columns = meeting.verdict_ahead() if is_ahead else meeting.verdict(step)
    sql = (
        f"SELECT {step.step_id} AS step_id, w.id, {columns}, {'w.latest_at' if is_ahead else 'w.due_by'}"
        f" FROM ({select.sql}) w WHERE NOT EXISTS (SELECT 1 FROM planner_reminder r"
        " WHERE +r.organization_id = %s AND r.due_date_id = w.id AND r.step_id = %s AND r.mode = %s)"
    )
    params = [*select.params, step.organization_id, step.step_id, step.mode]
    return with_tables(tables, Fragment(sql, params))


def count_met(step: PlannedStep, way: Way, rows: Sequence[MomentRow], among: Among, now: datetime) -> int:
    """How many open due dates that are not quiet a step meets at these moments."""
    if not rows or step.timing is None:
        return 0
    tables = (*among.tables, values_table("m", COLUMNS, rows))
    select = _met(step, step.timing, way, rows, among, now, None, Closing.OPEN)
    sql = f"SELECT COUNT(*) FROM ({select.sql}) w WHERE w.quiet = ''"
    with connection.cursor() as cursor:
        cursor.execute(*with_tables(tables, Fragment(sql, select.params)))
        return int(cursor.fetchone()[0])


def _met(
    step: PlannedStep,
    when: Timing,
    way: Way,
    rows: Sequence[MomentRow],
    among: Among,
    now: datetime,
    covered: tuple[datetime, datetime] | None,
    closing: Closing,
) -> Fragment:
    """The due dates that a step meets, with what a verdict asks of each."""
    met = meeting.is_met(step)
    if meeting.is_ahead(rows, now):
        inside, late = Fragment("", []), ""
    else:
        inside = meeting.is_inside(step, now, covered)
        late = f", ({inside.sql}) AS inside, ({meeting.due_by(when, way)}) AS due_by, m.release_at, m.open_at"
    due_dates = f"{among.due_dates} d{among.also}"
    first = f"{among.first} {due_dates} {JOIN} m" if among.first else f"m {JOIN} {due_dates}"
    sql = (
        f"SELECT d.id, d.organization_id, {among.quiet} AS quiet, m.send_at,"
        f" ({meeting.latest_at(when, way)}) AS latest_at{late} FROM {first}"
        f" WHERE {among.organization} = %s AND d.closing = '{closing}' AND {among.where}"
        f" AND {meeting.joined(when, way)} AND {met.sql}"
    )
    return Fragment(sql, [*inside.params, step.organization_id, *met.params])


@dataclass(frozen=True, slots=True)
class Existing:
    """Which reminders to look at again: their states, and whether only those of open due dates."""

    states: tuple[ReminderState, ...]
    only_open: bool


PLANNED_ONES = Existing((ReminderState.PLANNED,), only_open=False)
SILENT_ONES = Existing((ReminderState.CANCELLED, ReminderState.SKIPPED), only_open=True)
ALL_ONES = Existing((ReminderState.PLANNED, ReminderState.CANCELLED, ReminderState.SKIPPED), only_open=False)


def existing_keys(step: PlannedStep, when: Timing, way: Way, among: Among, which: Existing) -> list[Key]:
    """The distinct keys of the due dates of reminders that exist."""
    on, at = meeting.anchor_on(when), meeting.anchor_at(when)
    instant = f"{at} AS at" if way is Way.TIMED else "NULL AS at"
    source = _reminders(step, among, which)
    sql = (
        f"SELECT DISTINCT {on} AS day, {instant}, d.zone {source.sql} AND {on} IS NOT NULL"
        f" AND {_of_way(when, way)}"
    )
    return _fetch_keys(with_tables(among.tables, Fragment(sql, source.params)))


def existing_reminders(
    step: PlannedStep,
    way: Way,
    rows: Sequence[MomentRow],
    among: Among,
    which: Existing,
    now: datetime,
) -> list[tuple[Standing, Verdict | None]]:
    """Reminders that exist, each with what planning would say of it today."""
    if step.timing is None:
        return []
    when = step.timing
    met, inside = meeting.is_met(step), meeting.is_inside(step, now, None)
    source = _reminders(step, among, which, f"LEFT JOIN m ON {meeting.joined(when, way)}")
    sql = (
        "SELECT w.reminder_id, w.id, w.was, w.because, w.was_send_at, w.was_release_at, w.was_latest_at,"
        f" w.closing, w.met, {meeting.verdict(step)}, w.due_by"
        " FROM (SELECT r.id AS reminder_id, d.id, r.state AS was,"
        " r.reason AS because, r.send_at AS was_send_at, r.release_at AS was_release_at,"
        f" r.latest_at AS was_latest_at, d.closing, {among.quiet} AS quiet,"
        f" (({met.sql}) IS TRUE) AS met, m.send_at, m.release_at, m.open_at, ({inside.sql}) AS inside,"
        f" ({meeting.latest_at(when, way)}) AS latest_at, ({meeting.due_by(when, way)}) AS due_by"
        f" {source.sql} AND {_of_way(when, way)}) w"
    )
    tables = (*among.tables, values_table("m", COLUMNS, rows))
    with connection.cursor() as cursor:
        cursor.execute(*with_tables(tables, Fragment(sql, [*met.params, *inside.params, *source.params])))
        return [_standing(row) for row in cursor.fetchall()]


def planned_reminders(step: PlannedStep) -> list[tuple[int, datetime, datetime]]:
    """The planned reminders of a step: id, when to speak, and until when it may."""
    sql = (
        "SELECT id, send_at, latest_at FROM planner_reminder"
        f" WHERE organization_id = %s AND mode = %s AND state = '{ReminderState.PLANNED}' AND +step_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [step.organization_id, step.mode, step.step_id])
        return [(row[0], instant_from(row[1]), instant_from(row[2])) for row in cursor.fetchall()]


def steps_with_reminders(steps: Sequence[PlannedStep], among: Among) -> set[int]:
    """Those of some steps of one organization that have reminders of these due dates already."""
    if not steps:
        return set()
    marks = ", ".join(["%s"] * len(steps))
    sql = (
        f"SELECT DISTINCT r.step_id FROM {among.first} ledger_duedate d {JOIN} planner_reminder r"
        f" WHERE {among.organization} = %s AND {among.where}"
        f" AND r.step_id IN ({marks}) AND r.mode = %s AND r.due_date_id = d.id"
    )
    params = [steps[0].organization_id, *(step.step_id for step in steps), steps[0].mode]
    with connection.cursor() as cursor:
        cursor.execute(*with_tables(among.tables, Fragment(sql, params)))
        return {row[0] for row in cursor.fetchall()}


def last_reminder() -> int:
    """The id after which the next reminders will be written."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_REMINDER)
        return int(cursor.fetchone()[0])


def reasons_since(step: PlannedStep, last: int) -> dict[str, int]:
    """How many reminders of a step were written after an id, by reason."""
    sql = (
        "SELECT reason, COUNT(*) FROM planner_reminder"
        " WHERE id > %s AND +organization_id = %s AND step_id = %s GROUP BY reason"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [last, step.organization_id, step.step_id])
        return dict(cursor.fetchall())


def _reminders(step: PlannedStep, among: Among, which: Existing, also: str = "") -> Fragment:
    """FROM and WHERE over reminders ``r`` of a step and their due dates ``d``."""
    states = " OR ".join(f"r.state = '{state}'" for state in which.states)
    closing = f"d.closing = '{Closing.OPEN}'" if which.only_open else "1 = 1"
    if among.first or which.only_open:
        source = f"FROM {among.first} ledger_duedate d{among.also} {JOIN} planner_reminder r {also}"
        whose = f"{among.organization} = %s AND +r.organization_id = %s AND r.step_id = %s"
    else:
        source = f"FROM planner_reminder r {JOIN} ledger_duedate d{among.also} {also}"
        whose = "+d.organization_id = %s AND r.organization_id = %s AND +r.step_id = %s"
    sql = (
        f"{source} WHERE {whose} AND r.mode = %s AND r.due_date_id = d.id"
        f" AND ({states}) AND {closing} AND {among.where}"
    )
    return Fragment(sql, [step.organization_id, step.organization_id, step.step_id, step.mode])


def _standing(row: Sequence[Any]) -> tuple[Standing, Verdict | None]:
    standing = Standing(
        reminder_id=row[0],
        due_date_id=row[1],
        state=ReminderState(row[2]),
        reason=Reason(row[3]),
        send_at=instant_from(row[4]),
        release_at=instant_from(row[5]),
        latest_at=instant_from(row[6]),
        closing=Closing(row[7]),
        is_met=bool(row[8]),
    )
    return standing, None if row[11] is None else _verdict(row[9:])


def _verdict(row: Sequence[Any]) -> Verdict:
    return Verdict(ReminderState(row[0]), Reason(row[1]), *map(instant_from, row[2:6]))


def _of_way(when: Timing, way: Way) -> str:
    if way is Way.CALENDAR:
        return "1 = 1"
    is_known = "IS NULL" if way is Way.BARE else "IS NOT NULL"
    return f"({meeting.anchor_at(when)}) {is_known}"


def with_tables(tables: Sequence[Fragment], query: Fragment) -> Fragment:
    """A query that may name these tables."""
    if not tables:
        return query
    params = [param for table in tables for param in table.params]
    return Fragment(f"WITH {', '.join(table.sql for table in tables)} {query.sql}", [*params, *query.params])


def _fetch_keys(query: Fragment) -> list[Key]:
    with connection.cursor() as cursor:
        cursor.execute(*query)
        return [Key(day_from(on), instant_or_none(at), zone) for on, at, zone in cursor.fetchall()]
