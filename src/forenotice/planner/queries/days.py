"""What leaves and what left on each day, and what was withheld: read from what is counted, and quickly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, QuerySet, Sum

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import count_changed
from forenotice.planner.models import DayAhead, PastCount, StepAhead
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState

_SPAN_DAYS = 60
"""About so many days lie between today and what is due when the last of thirty days is spoken on."""


@dataclass(frozen=True, slots=True)
class LeavingDay:
    """How many reminders of one kind will be said on a day of the members' calendars, and the money told.

    ``minor`` is in minor units of ``currency``; of ``unpriced`` among them no amount is known. ``withheld``
    is how many more the last look will withhold, as far as that can be foreseen.
    """

    day: date
    kind: str
    currency: str
    count: int
    unpriced: int
    minor: int
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class PastDay:
    """How many reminders of one kind came to an end on a day, how, and why."""

    day: date
    state: ReminderState
    reason: Reason
    kind: str
    count: int

    @property
    def sentence(self) -> str:
        """Why, in words."""
        return REASON_SENTENCES[self.reason]


@dataclass(frozen=True, slots=True)
class WithheldCount:
    """How many reminders did not leave for a reason, and its sentence; ``state`` tells how they ended."""

    state: ReminderState
    reason: Reason
    sentence: str
    count: int


@dataclass(frozen=True, slots=True)
class Uncounted:
    """What is yet to be counted: so many days that changed, and steps whose days ahead are new.

    ``share`` is how much of all steps' days is counted, in per cent.
    """

    days: int
    steps: int
    share: int = 100

    @property
    def is_any(self) -> bool:
        """Whether anything is."""
        return bool(self.days or self.steps)


def leaving_by_day(
    organization: Organization, now: datetime, days: int = 30, rule: str = ""
) -> Sequence[LeavingDay]:
    """What will leave today and in the days after it, at most 30, by day, kind and currency.

    ``rule`` is the key of one. Of today it tells all that is to be said in the course of it.
    """
    today = local_day(now, organization.time_zone)
    rows = DayAhead.objects.filter(
        organization=organization, send_on__gte=today, send_on__lte=today + timedelta(days=days)
    )
    if rule:
        rows = rows.filter(step__rule__key=rule)
    told = rows.values_list("send_on", "kind", "currency").order_by("send_on", "kind", "currency")
    summed = told.annotate(n=Sum("count"), no=Sum("unpriced"), money=Sum("minor"), silent=Sum("withheld"))
    return [
        LeavingDay(on, kind, cur, n, no, int(money), not_) for on, kind, cur, n, no, money, not_ in summed
    ]


def withheld(organization: Organization, now: datetime, days: int = 30) -> Sequence[WithheldCount]:
    """What did not leave in so many days and today, in the organization's mode, commonest reason first."""
    rows = _past(organization, now, days).exclude(state=ReminderState.RELEASED)
    told = rows.values_list("state", "reason").annotate(n=Sum("count")).order_by("-n", "state", "reason")
    return [
        WithheldCount(ReminderState(state), Reason(reason), REASON_SENTENCES[Reason(reason)], n)
        for state, reason, n in told
    ]


def past_by_day(organization: Organization, now: datetime, days: int = 30) -> Sequence[PastDay]:
    """What left and what did not in so many days and today, by day, state, reason and kind."""
    told = _past(organization, now, days).values_list("moment_on", "state", "reason", "kind")
    rows = told.annotate(n=Sum("count")).order_by("moment_on", "state", "reason", "kind")
    return [PastDay(on, ReminderState(state), Reason(reason), kind, n) for on, state, reason, kind, n in rows]


def last_left(organization: Organization, now: datetime, days: int = 400) -> dict[int, date]:
    """The last day on which a reminder of each rule left, in the organization's mode, by its number."""
    rows = _past(organization, now, days).filter(state=ReminderState.RELEASED)
    return dict(rows.values_list("rule_id").annotate(last=Max("moment_on")).order_by())


def uncounted(organization: Organization) -> Uncounted:
    """What a pulse has still to count, so that a page can say so beside its numbers."""
    steps = list(StepAhead.objects.filter(organization=organization).values_list("next_on", "until_on"))
    # Each step is counted from about today on, for thirty days and what lies between speaking and being due.
    left = [min(1.0, max(0, (until_on - at).days) / _SPAN_DAYS) for at, until_on in steps if at is not None]
    share = round(100 * (1 - sum(left) / len(steps))) if left else 100
    return Uncounted(count_changed(organization), len(left), min(share, 99) if left else 100)


def _past(organization: Organization, now: datetime, days: int) -> "QuerySet[PastCount]":
    today = local_day(now, organization.time_zone)
    return PastCount.objects.filter(
        organization=organization,
        mode=organization.mode,
        moment_on__gte=today - timedelta(days=days),
        moment_on__lte=today,
    )


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How much a rule will say in seven and in thirty days, and the last day on which it said anything."""

    week: int
    month: int
    last_on: date | None


def rule_counts(organization: Organization, now: datetime) -> Mapping[int, RuleCount]:
    """What is counted of each rule that speaks or spoke in the organization's mode, by its id."""
    today = local_day(now, organization.time_zone)
    ahead = DayAhead.objects.filter(
        organization=organization, send_on__gte=today, send_on__lte=today + timedelta(days=30)
    )
    near = Q(send_on__lte=today + timedelta(days=7))
    told = ahead.order_by().values_list("step__rule_id").annotate(w=Sum("count", filter=near), m=Sum("count"))
    counted = {rule: (week or 0, month) for rule, week, month in told}
    spoken = PastCount.objects.filter(
        organization=organization, mode=organization.mode, state=ReminderState.RELEASED
    )
    last = dict(spoken.order_by().values_list("rule_id").annotate(on=Max("moment_on")))
    return {
        rule: RuleCount(*counted.get(rule, (0, 0)), last.get(rule)) for rule in counted.keys() | last.keys()
    }
