"""On which days a rule that is being written would speak, from payments of one sort at a time. Pure.

Days are those of members' own calendars. What members wish for themselves is left out, and a lead time in
hours is foreseen to the day; everything else is as planning does it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from forenotice.kernel.interval import Interval
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.states import Kind, PayerKind
from forenotice.rules.specification import Anchor


class PaymentSort(NamedTuple):
    """So many payments to come that are alike. ``goes_on``: others follow, an interval later each time."""

    due_on: date
    cancel_by_on: date | None
    kind: str
    payer_kind: str
    interval: Interval | None
    anchor_day: int
    goes_on: bool
    many: int


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A step as it would speak. ``before`` is how it speaks today, None where it does not."""

    key: str
    lead: LeadTime
    anchor: Anchor
    hour: time
    before: "DraftStep | None" = None


class Origin(NamedTuple):
    """Where members are found whose next payment a step would speak of: its day, its kind, how many."""

    due_on: date
    kind: str
    many: int


@dataclass(frozen=True, slots=True)
class Foretold:
    """What would happen. ``told`` and ``inside`` are by step: said on a day; its moment has passed already.

    ``intervals`` is how many of the payments are made how often; ``too_long`` how many of them a step would
    speak of before the one ahead of them is made.
    """

    payments: Counter[date] = field(default_factory=Counter)
    told: Counter[tuple[date, str]] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    intervals: Counter[Interval] = field(default_factory=Counter)
    too_long: Counter[tuple[str, Interval]] = field(default_factory=Counter)
    origins: "defaultdict[tuple[date, str], list[Origin]]" = field(default_factory=lambda: defaultdict(list))

    def said_until(self, day: date) -> int:
        """How many reminders leave until a day, that day among them."""
        return sum(count for (on, _), count in self.told.items() if on <= day)


class _Occurrence(NamedTuple):
    due_on: date
    cancel_by_on: date | None
    kind: str
    after_on: date | None


def foretell(
    sorts: Iterable[PaymentSort],
    kinds: Collection[str],
    steps: Sequence[DraftStep],
    *,
    now: datetime,
    last_on: date,
) -> Foretold:
    """What steps would say until a day of these payments; ``now`` is on the organization's own clock."""
    found = Foretold()
    due_by = farthest_on(steps, last_on)
    for sort in sorts:
        for each in _occurrences(sort, due_by):
            if each.kind not in kinds:
                continue
            if each.after_on is None and sort.interval is not None:
                found.intervals[sort.interval] += sort.many
            if each.due_on <= last_on:
                found.payments[each.due_on] += sort.many
            for step in steps:
                _meet(found, sort, each, step, now, last_on)
    return found


def farthest_on(steps: Iterable[DraftStep], last_on: date) -> date:
    """A day after which nothing is due that steps would speak of until a day."""
    longest = max((step.lead.shortest_days for step in steps), default=0)
    return last_on + timedelta(days=int(longest * 31 / 28) + 4)


def _meet(
    found: Foretold, sort: PaymentSort, each: _Occurrence, step: DraftStep, now: datetime, last_on: date
) -> None:
    send_on = _send_on(step, each)
    if send_on is None or send_on > last_on:
        return
    is_past = _is_past(step, send_on, now)
    if each.after_on is not None:
        # It is known from the day on which the payment ahead of it is made.
        if send_on <= each.after_on and sort.interval is not None:
            found.too_long[step.key, sort.interval] += sort.many
        if send_on <= each.after_on or is_past:
            return
    elif step.before is not None:
        said_on = _send_on(step.before, each)
        if said_on is not None and _is_past(step.before, said_on, now):
            return
    if is_past:
        found.inside[step.key] += sort.many
        return
    found.told[send_on, step.key] += sort.many
    if each.after_on is None:
        found.origins[send_on, step.key].append(Origin(each.due_on, each.kind, sort.many))


def _send_on(step: DraftStep, each: _Occurrence) -> date | None:
    if step.anchor is Anchor.DUE:
        return step.lead.before(each.due_on)
    if each.cancel_by_on is None or each.cancel_by_on > each.due_on:
        return None
    return step.lead.before(each.cancel_by_on)


def _is_past(step: DraftStep, send_on: date, now: datetime) -> bool:
    return (send_on, step.hour) <= (now.date(), now.time())


def _occurrences(sort: PaymentSort, due_by: date) -> Iterator[_Occurrence]:
    yield _Occurrence(sort.due_on, sort.cancel_by_on, sort.kind, None)
    if not sort.goes_on or sort.interval is None:
        return
    kind = Kind.PAYMENT_DUE if sort.payer_kind == PayerKind.MANUAL else Kind.RENEWAL
    after_on, times = sort.due_on, 1
    while (on := sort.interval.after(sort.due_on, times, sort.anchor_day)) <= due_by:
        cancel_by_on = sort.cancel_by_on and sort.cancel_by_on + (on - sort.due_on)
        yield _Occurrence(on, cancel_by_on, kind, after_on)
        after_on, times = on, times + 1
