"""Reads of what followed reminders, and of what is to be expected."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum as SumOf

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import add_months
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import payment_groups
from forenotice.outcomes.forecast import Expected, Group, by_day, by_period, month_of, months_after, week_of
from forenotice.outcomes.models import Outcome, OutcomeCount
from forenotice.outcomes.states import FOLLOWING_SENTENCES, Following


@dataclass(frozen=True, slots=True)
class Followed:
    """How often one thing followed reminders of a rule and kind; it is no proof that they were the cause."""

    rule: str
    rule_name: str
    due_kind: str
    kind: Following
    count: int

    @property
    def sentence(self) -> str:
        """What it is that followed."""
        return FOLLOWING_SENTENCES[self.kind]


@dataclass(frozen=True, slots=True)
class ExpectedRevenue:
    """The payments from ``first_on`` to before ``until_on``, by month, and by week from its Monday on."""

    first_on: date
    until_on: date
    by_month: Sequence[Expected]
    by_week: Sequence[Expected]


def expected_revenue(organization: Organization, now: datetime, months: int = 12) -> ExpectedRevenue:
    """What is expected from today to the end of so many months, this one among them, and what is at risk."""
    return _expected(organization, now, months_after(local_day(now, organization.time_zone), months))


def expected_in_a_year(organization: Organization, now: datetime) -> ExpectedRevenue:
    """The same from today to the day a year later, so that the last month is there as far as that day."""
    return _expected(organization, now, add_months(local_day(now, organization.time_zone), 12))


def _expected(organization: Organization, now: datetime, until_on: date) -> ExpectedRevenue:
    first_on = local_day(now, organization.time_zone)
    groups = map(Group._make, payment_groups(organization, until_on))
    days = by_day(groups, first_on, until_on)
    return ExpectedRevenue(first_on, until_on, by_period(days, month_of), by_period(days, week_of))


def followed(organization: Organization, now: datetime, days: int = 30) -> list[Followed]:
    """What followed reminders in so many days and today, by rule, kind of due date, and kind of outcome."""
    today = local_day(now, organization.time_zone)
    rows = OutcomeCount.objects.filter(
        organization=organization, happened_on__gte=today - timedelta(days=days), happened_on__lte=today
    )
    told = rows.values_list("rule__key", "rule__name", "due_kind", "kind").annotate(n=SumOf("count"))
    return [
        Followed(rule, name, due_kind, Following(kind), n)
        for rule, name, due_kind, kind, n in told.order_by("rule__key", "due_kind", "kind")
    ]


def outcomes_of(
    organization: Organization, reminder_ids: Collection[int]
) -> Mapping[int, list[tuple[Following, datetime]]]:
    """What followed each of these reminders, and when, the first thing first."""
    found: dict[int, list[tuple[Following, datetime]]] = {number: [] for number in reminder_ids}
    rows = Outcome.objects.filter(organization=organization, reminder__in=list(reminder_ids))
    for number, kind, at in rows.order_by("at", "pk").values_list("reminder_id", "kind", "at"):
        found[number].append((Following(kind), at))
    return found
