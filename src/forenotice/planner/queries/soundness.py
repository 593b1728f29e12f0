"""Whether steps fit what they meet: a lead time as long as the interval speaks over another payment."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.models import DueDate
from forenotice.ledger.states import Closing, Kind
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.rules.match import all_of

_PAYMENTS = frozenset({Kind.RENEWAL, Kind.PAYMENT_DUE})


@dataclass(frozen=True, slots=True)
class LongLead:
    """A step that speaks so long before that another payment lies between, for ``count`` subscriptions."""

    rule: str
    step: str
    lead: LeadTime
    interval: Interval
    count: int

    def __str__(self) -> str:
        unit = str(self.interval.unit) + ("" if self.interval.count == 1 else "s")
        every = unit if self.interval.count == 1 else f"{self.interval.count} {unit}"
        many = "1 subscription that is" if self.count == 1 else f"{self.count:,} subscriptions that are"
        return (
            f'Rule "{self.rule}", step "{self.step}" speaks {self.lead} before, and meets {many} paid every '
            f"{every}: those members would be told of a payment before the one ahead of it is made."
        )


def long_leads(organization: Organization) -> list[LongLead]:
    """The steps of rules that are on whose lead time is not shorter than the interval of what they meet.

    A month counts 28 days, so that no month is too short for it.
    """
    steps = [
        (step, step.specification.lead)
        for step in speaking(planned_steps(organization))
        if step.specification is not None and _PAYMENTS & set(step.rule.specification.kinds)
    ]
    longest = max((lead.shortest_days for _, lead in steps), default=0.0)
    # Most organizations are content with this one question, which every due date answers at once.
    short = [found for found in _intervals(organization) if found.shortest_days <= longest]
    return [found for step, lead in steps for found in _long_leads(organization, step, lead, short)]


def _intervals(organization: Organization) -> list[Interval]:
    rows = DueDate.objects.filter(organization=organization, closing=Closing.OPEN, kind__in=_PAYMENTS)
    told = rows.order_by().values_list("interval_count", "interval_unit").distinct()
    return [Interval(count, Unit(unit)) for count, unit in told if count and unit]


def _long_leads(
    organization: Organization, step: PlannedStep, lead: LeadTime, short: Iterable[Interval]
) -> Iterable[LongLead]:
    wanted = {found for found in short if found.shortest_days <= lead.shortest_days}
    for interval, count in _met(organization, step) if wanted else ():
        if interval in wanted:
            yield LongLead(step.rule.key, step.key, lead, interval, count)


def _met(organization: Organization, step: PlannedStep) -> list[tuple[Interval, int]]:
    """The intervals of the subscriptions that a step meets, shortest first, and how many of each."""
    met, params = all_of(step.conditions)
    payments = ", ".join(["%s"] * len(_PAYMENTS))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.interval_count, d.interval_unit, COUNT(DISTINCT d.subscription_id)"
            " FROM ledger_duedate d"
            f" WHERE d.organization_id = %s AND d.closing = %s AND d.quiet = '' AND d.kind IN ({payments})"
            f" AND d.interval_unit <> '' AND ({met}) GROUP BY d.interval_count, d.interval_unit",
            [organization.pk, Closing.OPEN.value, *map(str, _PAYMENTS), *params],
        )
        rows = cursor.fetchall()
    found = [(Interval(count, Unit(unit)), number) for count, unit, number in rows]
    return sorted(found, key=lambda pair: pair[0].shortest_days)
