"""What left lately, what was withheld and why, and what followed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.entrypoints.console.frame.charts import Chart, Column, Part, chart_of
from forenotice.entrypoints.console.frame.tags import colon, number, weekday_and_day
from forenotice.kernel.local_time import local_day
from forenotice.outcomes.queries import Followed
from forenotice.outcomes.states import FOLLOWING_SENTENCES, Following
from forenotice.planner.queries import PastDay
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState

_TABS = {
    ReminderState.SKIPPED: "withheld",
    ReminderState.CANCELLED: "cancelled",
    ReminderState.MISSED: "missed",
}
DAYS = 30


@dataclass(frozen=True, slots=True)
class Left:
    """The picture, and how many in all."""

    chart: Chart
    total: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Reminders that were not sent for one reason, and the tab that lists them."""

    sentence: str
    count: int
    tab: str
    reason: str


def what_left(past: Sequence[PastDay], now: datetime, organization: Organization) -> Left:
    """What left each day."""
    by_day: defaultdict[date, int] = defaultdict(int)
    for each in past:
        if each.state is ReminderState.RELEASED:
            by_day[each.day] += each.count
    today = local_day(now, organization.time_zone)
    dates = [today - timedelta(days=n) for n in range(DAYS, -1, -1)]
    columns = [
        Column(
            weekday_and_day(on),
            f"{colon(weekday_and_day(on))} {number(by_day[on])}",
            [Part(by_day[on], "one")],
        )
        for on in dates
    ]
    return Left(chart_of(columns), sum(by_day.values()))


def silences(past: Sequence[PastDay]) -> list[Silence]:
    """The reasons, the commonest first."""
    counts: Counter[tuple[ReminderState, Reason]] = Counter()
    for each in past:
        if each.state in _TABS:
            counts[each.state, each.reason] += each.count
    return [
        Silence(REASON_SENTENCES[reason], count, _TABS[state], reason)
        for (state, reason), count in counts.most_common()
    ]


def since_then(told: Sequence[Followed]) -> list[tuple[str, int]]:
    """How often each thing followed a reminder, whichever rule it was of."""
    sums: defaultdict[Following, int] = defaultdict(int)
    for each in told:
        sums[each.kind] += each.count
    return [(FOLLOWING_SENTENCES[kind], sums[kind]) for kind in Following if sums[kind]]
