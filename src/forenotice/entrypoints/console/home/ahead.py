"""What leaves in the coming days, as bars by kind and as a table with the money announced."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.entrypoints.console.frame.charts import Chart, Column, Part, chart_of
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.tags import colon, number, weekday_and_day
from forenotice.kernel.local_time import local_day
from forenotice.ledger.states import Kind
from forenotice.planner.queries import LeavingDay

STYLES = dict(zip(Kind, ("one", "two", "three", "four", "five"), strict=True))


@dataclass(frozen=True, slots=True)
class Ahead:
    """The picture, the days that have something, and what all comes to by currency.

    ``withheld`` is how many more will be withheld, as far as can be foreseen.
    """

    chart: Chart
    days: Sequence[LeavingDay]
    kinds: Sequence[tuple[str, str, int]]
    total: int
    money: Sequence[tuple[int, str]]
    withheld: int


def leaving(days: Sequence[LeavingDay], now: datetime, organization: Organization) -> Ahead:
    """What was counted, as a person looks at it."""
    kinds: defaultdict[str, int] = defaultdict(int)
    money: defaultdict[str, int] = defaultdict(int)
    by_day: defaultdict[date, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    said = [each for each in days if each.count]
    for each in said:
        kinds[each.kind] += each.count
        by_day[each.day][each.kind] += each.count
        if each.currency:
            money[each.currency] += each.minor
    first = local_day(now, organization.time_zone)
    columns = [_column(first + timedelta(days=n), by_day[first + timedelta(days=n)]) for n in range(31)]
    return Ahead(
        chart_of(columns),
        said,
        [(label(kind), STYLES[Kind(kind)], count) for kind, count in sorted(kinds.items())],
        sum(kinds.values()),
        [(minor, currency) for currency, minor in sorted(money.items())],
        sum(each.withheld for each in days),
    )


def _column(day: date, kinds: "defaultdict[str, int]") -> Column:
    words = weekday_and_day(day)
    told = ", ".join(f"{colon(label(kind))} {number(count)}" for kind, count in sorted(kinds.items()))
    parts = [Part(kinds[kind], style) for kind, style in STYLES.items() if kind in kinds]
    return Column(words, f"{words}. {told}" if told else words, parts)
