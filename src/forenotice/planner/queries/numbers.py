"""Numbers for the owner's letters: what was missed, and about how much is coming."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from forenotice.accounts.models import Organization
from forenotice.ledger.states import Closing
from forenotice.planner import statements
from forenotice.planner.meeting import ways
from forenotice.planner.models import Reminder
from forenotice.planner.moments import Moments
from forenotice.planner.schedule import farthest_day
from forenotice.planner.statements import EVERYONE
from forenotice.planner.states import ReminderState
from forenotice.planner.steps import PlannedStep, planned_steps, speaking


def missed_since(organization: Organization, since: datetime) -> Sequence[tuple[str, str, int]]:
    """How many reminders were declared missed after a moment, by the name of the rule and the step's key."""
    rows = Reminder.objects.filter(
        organization=organization, mode=organization.mode, state=ReminderState.MISSED, changed_at__gt=since
    )
    counted = rows.order_by("rule__name", "step__key").values_list("rule__name", "step__key")
    return [(rule, step, n) for rule, step, n in counted.annotate(n=Count("pk"))]


def coming_count(organization: Organization, now: datetime, until: datetime) -> int:
    """How many reminders the due dates known now will bring until a moment.

    It is counted in the database and holds no list, unlike :func:`upcoming`. Due dates that are yet to roll
    forward and steps that will be superseded make it an estimate.
    """
    moments = Moments(now)
    return sum(_coming(step, moments, until) for step in speaking(planned_steps(organization)))


def _coming(step: PlannedStep, moments: Moments, until: datetime) -> int:
    if step.timing is None:
        return 0
    now, count = moments.now, 0
    days = ((now - timedelta(days=3)).date(), farthest_day(step.timing, until))
    for way in ways(step.timing):
        keys = statements.keys(step, step.timing, way, EVERYONE, days, Closing.OPEN)
        rows = [row for row in moments.rows(step.timing, keys) if now < row.send_at <= until]
        count += statements.count_met(step, way, rows, now)
    return count
