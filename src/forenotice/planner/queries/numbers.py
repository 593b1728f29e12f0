"""Numbers for the owner's letters: what was missed, and about how much is coming."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.ledger.states import Closing
from forenotice.planner import statements
from forenotice.planner.dialect import instant_param
from forenotice.planner.meeting import ways
from forenotice.planner.moments import Moments
from forenotice.planner.schedule import farthest_day
from forenotice.planner.statements import EVERYONE, Among
from forenotice.planner.states import ReminderState
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.planner.wishes import Editions

# Every pulse asks this, so it does without the work of putting a statement together.
_MISSED = (
    "SELECT u.name, s.key, COUNT(*) FROM planner_reminder r"
    " JOIN rules_rule u ON u.id = r.rule_id JOIN rules_step s ON s.id = r.step_id"
    " WHERE r.organization_id = %s AND r.mode = %s"
    f" AND r.state = '{ReminderState.MISSED}' AND r.changed_at > %s"
    " GROUP BY u.name, s.key ORDER BY u.name, s.key"
)


def missed_since(organization: Organization, since: datetime) -> Sequence[tuple[str, str, int]]:
    """How many reminders were declared missed after a moment, by the name of the rule and the step's key."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, [organization.pk, organization.mode, instant_param(since)])
        return [(rule, step, count) for rule, step, count in cursor.fetchall()]


def coming_count(organization: Organization, now: datetime, until: datetime) -> int:
    """How many reminders the due dates known now will bring until a moment.

    It is counted in the database and holds no list, unlike :func:`upcoming`. Due dates that are yet to roll
    forward and steps that will be superseded make it an estimate.
    """
    moments, editions = Moments(now), Editions()
    return sum(
        _coming(*edition, moments, until)
        for step in speaking(planned_steps(organization))
        for edition in editions.of(step, EVERYONE)
    )


def _coming(step: PlannedStep, among: Among, moments: Moments, until: datetime) -> int:
    if step.timing is None:
        return 0
    now, count = moments.now, 0
    days = ((now - timedelta(days=3)).date(), farthest_day(step.timing, until))
    for way in ways(step.timing):
        keys = statements.keys(step, step.timing, way, among, days, Closing.OPEN)
        rows = [row for row in moments.rows(step.timing, keys) if now < row.send_at <= until]
        count += statements.count_met(step, way, rows, among, now)
    return count
