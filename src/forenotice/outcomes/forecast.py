"""Which payments are to be expected, and what puts them at risk: groups projected over a year. Pure.

Subscriptions that agree in all that later payments follow from are one group, so that a million of them are
some thousands. Money is added up within one currency only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from forenotice.kernel.interval import Interval, Unit, add_months
from forenotice.ledger.states import PayerKind, Quiet
from forenotice.outcomes.states import Risk


class Group(NamedTuple):
    """So many ``payments`` that fall due on one day and are followed alike; ``minor`` is what all come to.

    ``payments_left`` is how many follow, None without end; after ``card_until_on`` their cards do not pay.
    """

    due_on: date
    anchor_day: int
    interval_count: int | None
    interval_unit: str
    payments_left: int | None
    currency: str
    payer_kind: str
    quiet: str
    card_until_on: date | None
    payments: int
    unpriced: int
    minor: int


@dataclass(slots=True)
class Sum:
    """So many payments and what they come to; of ``unpriced`` among them no amount is known."""

    count: int = 0
    unpriced: int = 0
    minor: int = 0

    def add(self, count: int, unpriced: int, minor: int) -> None:
        """Count more in."""
        self.count += count
        self.unpriced += unpriced
        self.minor += minor


@dataclass(frozen=True, slots=True)
class Expected:
    """The payments of one week or month in one currency, by what puts them at risk."""

    starts_on: date
    currency: str
    by_risk: Mapping[Risk, Sum] = field(default_factory=dict)

    def at(self, risk: Risk) -> Sum:
        """Those at one risk."""
        return self.by_risk.get(risk, Sum())

    @property
    def total(self) -> Sum:
        """All that are expected, at risk or not; those of subscriptions that end are not."""
        found = Sum()
        for risk, part in self.by_risk.items():
            if risk is not Risk.CANCELLED:
                found.add(part.count, part.unpriced, part.minor)
        return found


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return date.fromordinal(day.toordinal() - day.weekday())


Days = Mapping[tuple[date, str, Risk], Sum]


def by_day(groups: Iterable[Group], first_on: date, until_on: date) -> Days:
    """What falls due on each day from the first to before the last, by currency and risk."""
    found: defaultdict[tuple[date, str, Risk], Sum] = defaultdict(Sum)
    for group in groups:
        risk, card_until_on = standing_risk(group), group.card_until_on
        for day in payment_days(*group[:5], until_on):
            if day >= first_on:
                is_card = risk is Risk.NONE and card_until_on is not None and day > card_until_on
                part = found[day, group.currency, Risk.CARD if is_card else risk]
                part.count += group.payments
                part.unpriced += group.unpriced
                part.minor += group.minor
    return found


def by_period(days: Days, period_of: Callable[[date], date]) -> list[Expected]:
    """The same by week or month, in order; currencies are never added up."""
    found: dict[tuple[date, str], dict[Risk, Sum]] = {}
    for (day, currency, risk), part in days.items():
        parts = found.setdefault((period_of(day), currency), {})
        parts.setdefault(risk, Sum()).add(part.count, part.unpriced, part.minor)
    return [Expected(*key, found[key]) for key in sorted(found)]


@lru_cache(maxsize=8_192)
def payment_days(
    due_on: date,
    anchor_day: int,
    interval_count: int | None,
    interval_unit: str,
    payments_left: int | None,
    until_on: date,
) -> tuple[date, ...]:
    """The day and those that follow it, up to before the last."""
    return tuple(_payment_days(due_on, anchor_day, interval_count, interval_unit, payments_left, until_on))


def _payment_days(
    due_on: date, anchor_day: int, count: int | None, unit: str, left: int | None, until_on: date
) -> Iterator[date]:
    day, times = due_on, 0
    while day < until_on:
        yield day
        times += 1
        if not count or (left is not None and times > left):
            return
        day = Interval(count, Unit(unit)).after(due_on, times, anchor_day)


def standing_risk(group: Group) -> Risk:
    """What puts every payment of a group at risk; whether its cards still pay is asked of each day."""
    if group.quiet == Quiet.CANCELLED_AT_PERIOD_END:
        return Risk.CANCELLED
    if group.quiet == Quiet.PAST_DUE:
        return Risk.PAST_DUE
    return Risk.MANUAL if group.payer_kind == PayerKind.MANUAL else Risk.NONE


def months_after(day: date, months: int) -> date:
    """The first day of a month so many months later."""
    return add_months(month_of(day), months)
