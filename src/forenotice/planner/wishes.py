"""What members' own lead times make of steps: each step in its editions, every due date in exactly one.

A member who wants to hear N days before is told by the first courtesy step of a rule N days before, and by
no other one that would speak as early or earlier. The wish is followed wherever its moment still lay ahead
when the member said so, when we came to know of the due date, and when the step came into force, and where
N days are shorter than the interval. Elsewhere the rule's own moment stands: no wish costs a reminder.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.planner.dialect import Fragment, day_literal, days_apart, utc_day
from forenotice.planner.meeting import anchor_on
from forenotice.planner.statements import EVERYONE, JOIN, Among, with_tables
from forenotice.planner.states import Reason
from forenotice.planner.steps import PlannedStep, Wishing

Edition = tuple[PlannedStep, Among]

# Every pulse asks this, so it goes from one number of days to the next and does not read each wish.
_NEXT_WISH = (
    "SELECT MIN(p.lead_days) AS days FROM consent_preference p"
    " WHERE p.organization_id = %s AND p.lead_days BETWEEN"
)
_ALL_WISHES = (
    f"WITH RECURSIVE n(days) AS ({_NEXT_WISH} %s AND %s UNION ALL"
    f" SELECT ({_NEXT_WISH} n.days + 1 AND %s) FROM n WHERE n.days IS NOT NULL)"
    " SELECT n.days FROM n WHERE n.days IS NOT NULL ORDER BY n.days"
)


class Editions:
    """The editions of steps; which wishes there are is asked once for steps that meet the same due dates."""

    def __init__(self) -> None:
        self._asked: tuple[Among, Sequence[int]] | None = None

    def of(self, step: PlannedStep, among: Among) -> list[Edition]:
        """The step as it meets those due dates: by its own lead time, and by each that members wish for."""
        if step.wishing is None:
            return [(step, among)]
        if self._asked is None or self._asked[0] is not among:
            self._asked = among, _wishes(step, step.wishing, among)
        wishes = self._asked[1]
        if not wishes:
            return [(step, among)]
        if not step.wishing.moves:
            return [(step, _giving_way(step, step.wishing, among))]
        own = f"{among.where} AND NOT EXISTS ({_wish_of(step, step.wishing)})"
        wished = [(_by_wish(step, days), _wishing(step, step.wishing, among, days)) for days in wishes]
        return [(step, replace(among, where=own)), *wished]


def _wishes(step: PlannedStep, wishing: Wishing, among: Among) -> list[int]:
    """The days that members of those due dates wish for, as far as the owner allows them."""
    params: list[object] = [step.organization_id, wishing.allowed[0], wishing.allowed[-1]]
    query = Fragment(_ALL_WISHES, [*params, step.organization_id, wishing.allowed[-1]])
    if among.first:
        sql = (
            f"SELECT DISTINCT p.lead_days FROM {among.first} ledger_subscription s"
            f" {JOIN} consent_preference p WHERE s.id = t.id AND p.member_id = s.member_id"
            " AND +p.organization_id = %s AND +p.lead_days BETWEEN %s AND %s ORDER BY p.lead_days"
        )
        query = with_tables(among.tables, Fragment(sql, params))
    with connection.cursor() as cursor:
        cursor.execute(*query)
        return [row[0] for row in cursor.fetchall()]


def _by_wish(step: PlannedStep, days: int) -> PlannedStep:
    """The step, speaking so many days before."""
    assert step.timing is not None  # noqa: S101  Only these are wished for.
    assert step.specification is not None  # noqa: S101
    lead = LeadTime(days, Unit.DAY)
    return replace(
        step,
        timing=replace(step.timing, lead=lead),
        specification=replace(step.specification, lead=lead),
        is_wished=True,
    )


def _wishing(step: PlannedStep, wishing: Wishing, among: Among, days: int) -> Among:
    """Of those due dates the ones whose member's wish for so many days is followed."""
    followed = _is_followed(step, wishing)
    if among is EVERYONE:
        # A few members have wishes, and many have none.
        first = f"consent_preference p {JOIN} ledger_subscription s {JOIN}"
        whose = f"p.organization_id = {step.organization_id} AND p.lead_days = {days}"
        theirs = f"{whose} AND s.member_id = p.member_id AND +s.organization_id = p.organization_id"
        return replace(among, first=first, where=f"{theirs} AND d.subscription_id = s.id AND {followed}")
    whose = f"p.member_id = d.member_id AND +p.organization_id = {step.organization_id}"
    where = f"{among.where} AND {whose} AND +p.lead_days = {days} AND {followed}"
    return replace(among, also=f" {JOIN} consent_preference p", where=where)


def _giving_way(step: PlannedStep, wishing: Wishing, among: Among) -> Among:
    """Those due dates, silent where the first step was wished for later than this one speaks, or as late."""
    assert step.timing is not None  # noqa: S101  Only these are wished for.
    is_later = f"p.lead_days <= {step.timing.lead.shortest_days}"
    quiet = (
        f"CASE WHEN d.quiet = '' AND EXISTS ({_wish_of(step, wishing)} AND {is_later})"
        f" THEN '{Reason.WISHED_LATER}' ELSE d.quiet END"
    )
    return replace(among, quiet=quiet)


def _wish_of(step: PlannedStep, wishing: Wishing) -> str:
    """The wish that is followed for a due date ``d``, as a subquery."""
    theirs = f"p.member_id = d.member_id AND +p.organization_id = {step.organization_id}"
    return f"SELECT 1 FROM consent_preference p WHERE {theirs} AND {_is_followed(step, wishing)}"


def _is_followed(step: PlannedStep, wishing: Wishing) -> str:
    """Whether the wish ``p`` is followed for the due date ``d``.

    The plus keeps a database that has not counted these rows from finding a member by the days wished for.
    """
    assert step.timing is not None  # noqa: S101  Only these are wished for.
    on, allowed = anchor_on(step.timing), wishing.allowed
    # In the east a day has begun already when it is still the day before for UTC.
    known, since = utc_day("d.known_at"), day_literal(wishing.since.date())
    return (
        f"+p.lead_days BETWEEN {allowed[0]} AND {allowed[-1]}"
        f" AND {on} > p.lead_after_on AND {days_apart(on, known)} > p.lead_days + 1"
        f" AND {days_apart(on, since)} > p.lead_days + 1"
        " AND (d.interval_days = 0 OR d.interval_days > p.lead_days)"
    )
