"""How many: of each state and reason, and of those who would already be inside on going live."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count

from forenotice.accounts.models import Organization
from forenotice.ledger.states import Closing, Quiet
from forenotice.planner import statements
from forenotice.planner.counted import is_counted_by
from forenotice.planner.dialect import Fragment
from forenotice.planner.meeting import ways
from forenotice.planner.models import Reminder
from forenotice.planner.moments import Moments
from forenotice.planner.outlook import Outlook
from forenotice.planner.queries.drafting import FEW, through
from forenotice.planner.schedule import farthest_day
from forenotice.planner.statements import EVERYONE, Among
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.planner.wishes import Editions
from forenotice.rules.match import all_of
from forenotice.rules.specification import Anchor
from forenotice.sources.queries import fresh_for

Counts = Mapping[tuple[ReminderState, Reason], int]


@dataclass(frozen=True, slots=True)
class InsideCount:
    """How many due dates a step's moment has passed for; ``speaks``: its rule speaks of them all the same."""

    rule: str
    rule_name: str
    step: str
    count: int
    speaks: bool


def reasons_between(
    organization: Organization, since: datetime, until: datetime, mode: str | None = None
) -> Counts:
    """How many reminders whose moment lies in `since` <= moment < `until` stand in each state, by reason."""
    rows = Reminder.objects.filter(
        organization=organization, mode=mode or organization.mode, release_at__gte=since, release_at__lt=until
    )
    counted = rows.values_list("state", "reason").annotate(n=Count("pk")).order_by("state", "reason")
    return {(ReminderState(state), Reason(reason)): n for state, reason, n in counted}


def count_planned(organization: Organization, rule_id: int) -> int:
    """How many reminders of a rule are scheduled."""
    rows = Reminder.objects.filter(organization=organization, mode=organization.mode, rule_id=rule_id)
    return rows.filter(state=ReminderState.PLANNED).count()


def inside_counts(organization: Organization, now: datetime) -> list[InsideCount]:
    """For each step, how many open due dates its moment has passed for: on going live these are inside.

    Of a rule that speaks of them all the same only those are counted that will be spoken of: several steps
    may have passed for one payment, and only the nearest one speaks.
    """
    moments, editions, spoken_of = Moments(now), Editions(), _spoken_of(organization, now)
    return [
        InsideCount(
            rule=step.rule.key,
            rule_name=step.rule.name,
            step=step.key,
            count=spoken_of[step.step_id]
            if step.speaks_of_past
            else sum(_inside(*edition, moments) for edition in editions.of(step, EVERYONE)),
            speaks=step.speaks_of_past,
        )
        for step in speaking(planned_steps(organization))
    ]


def inside_by_day(
    organization: Organization, now: datetime, first_on: date, last_on: date, few: int = FEW
) -> tuple[list[InsideCount], date | None]:
    """The same of payments of some days, as of the organization's own clock, and the first day not counted.

    They are read from the counts of days, unless a rule asks what these do not tell apart (amount, country,
    tags): that is asked of each payment, and of the first days alone where there are very many. Steps in
    hours, or before the last day to cancel, are left out. Several may have passed for one payment.
    """
    local = now.astimezone(ZoneInfo(organization.time_zone))
    steps = _by_days(organization)
    if not steps:
        return [], None
    is_any_afresh = not all(all(map(is_counted_by, step.conditions)) for step in steps)
    until = through(organization, first_on, last_on, few) if is_any_afresh else last_on
    parts = [_inside_part(step, first_on, min(until, _last_past(step, local))) for step in steps]
    with connection.cursor() as cursor:
        sql = " UNION ALL ".join(part.sql for part in parts)
        cursor.execute(sql, [param for part in parts for param in part.params])
        found = {step_id: int(count) for step_id, count in cursor.fetchall()}
    counts = [
        InsideCount(step.rule.key, step.rule.name, step.key, found[step.step_id], step.speaks_of_past)
        for step in steps
        if found.get(step.step_id)
    ]
    return counts, None if until >= last_on else until + timedelta(days=1)


def inside_through(organization: Organization, now: datetime) -> date:
    """The last day on which a payment is due for which a moment has passed; yesterday where there is none."""
    local = now.astimezone(ZoneInfo(organization.time_zone))
    days = (_last_past(step, local) for step in _by_days(organization))
    return max(days, default=local.date() - timedelta(days=1))


def _by_days(organization: Organization) -> list[PlannedStep]:
    return [step for step in speaking(planned_steps(organization)) if _goes_by_days(step)]


def _goes_by_days(step: PlannedStep) -> bool:
    return step.timing is not None and step.timing.anchor is Anchor.DUE and not step.timing.lead.is_in_hours


def _last_past(step: PlannedStep, local: datetime) -> date:
    """The last day on which a payment is due whose moment has passed; yesterday where there is none."""
    assert step.timing is not None  # noqa: S101  Only such steps go by days.
    today, when = local.date(), step.timing
    days = (today + timedelta(days=n) for n in range((farthest_day(when, local) - today).days + 1))
    past = [day for day in days if (when.lead.before(day), when.hour) <= (today, local.time())]
    return past[-1] if past else today - timedelta(days=1)


def _inside_part(step: PlannedStep, first_on: date, last_on: date) -> Fragment:
    met, params = all_of(step.conditions)
    days = [step.organization_id, first_on, last_on]
    among = (
        f"d.organization_id = %s AND d.quiet = '{Quiet.NO}' AND d.due_on >= %s AND d.due_on <= %s AND {met}"
    )
    if all(map(is_counted_by, step.conditions)):
        many = f"COALESCE(SUM(d.count), 0) AS count FROM ledger_daycount d WHERE {among}"
    else:
        many = f"COUNT(*) AS count FROM ledger_duedate d WHERE {among} AND d.closing = '{Closing.OPEN}'"
    return Fragment(f"SELECT {step.step_id:d} AS step_id, {many}", [*days, *params])


def _spoken_of(organization: Organization, now: datetime) -> Counter[int]:
    """How many reminders of past moments each step will say, by its id."""
    if not any(step.speaks_of_past for step in speaking(planned_steps(organization))):
        return Counter()
    # A window opens within a day, and past moments are spoken of as soon as it does.
    found = Outlook(organization, now, now + timedelta(days=2)).speeches(fresh_for(organization, now))
    return Counter(speech.step.step_id for speech in found if speech.send_at <= now)


def _inside(step: PlannedStep, among: Among, moments: Moments) -> int:
    if step.timing is None:
        return 0
    now, count = moments.now, 0
    days = ((now - timedelta(days=3)).date(), farthest_day(step.timing, now))
    for way in ways(step.timing):
        keys = statements.keys(step, step.timing, way, among, days, Closing.OPEN)
        rows = [row for row in moments.rows(step.timing, keys) if row.send_at <= now]
        count += statements.count_met(step, way, rows, among, now)
    return count
