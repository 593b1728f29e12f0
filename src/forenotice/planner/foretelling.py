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
    """So many payments to come that are alike. ``goes_on``: others follow, an interval later each time.

    ``said`` are the steps that have nothing more to say of them, and ``past`` those that have nothing once
    their moment is over; None where it is not known, and taken to be what has passed for steps as they stand.
    """

    due_on: date
    cancel_by_on: date | None
    kind: str
    payer_kind: str
    interval: Interval | None
    anchor_day: int
    goes_on: bool
    many: int
    said: frozenset[str] | None = None
    past: frozenset[str] = frozenset()
    is_opted_out: bool = False
    is_unreachable: bool = False


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A step as it would speak. ``before`` is how it speaks today, None where it does not.

    Whether members may decline it, and whether only an address of theirs brings it to them.
    """

    key: str
    lead: LeadTime
    anchor: Anchor
    hour: time
    before: "DraftStep | None" = None
    is_courtesy: bool = False
    is_by_mail: bool = False

    def is_withheld(self, sort: PaymentSort) -> bool:
        """Whether it would be, of such payments."""
        return (self.is_courtesy and sort.is_opted_out) or (self.is_by_mail and sort.is_unreachable)


class Payment(NamedTuple):
    """A payment to come, as far as steps tell them apart: its last day to cancel only if that matters."""

    due_on: date
    kind: str
    cancel_by_on: date | None


@dataclass(frozen=True, slots=True)
class Foretold:
    """What would happen. ``told`` is by step: said on a day, without what would be withheld.

    ``inside`` counts the next payments of which a step's moment has passed already, and ``origins`` those of
    which one speaks on a day: from these their members are found.

    ``intervals`` is how many of the payments are made how often; ``too_long`` how many of them a step would
    speak of before the one ahead of them is made.
    """

    payments: Counter[date] = field(default_factory=Counter)
    told: Counter[tuple[date, str]] = field(default_factory=Counter)
    inside: Counter[Payment] = field(default_factory=Counter)
    intervals: Counter[Interval] = field(default_factory=Counter)
    too_long: Counter[tuple[str, Interval]] = field(default_factory=Counter)
    origins: "defaultdict[tuple[date, str], Counter[Payment]]" = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def said_until(self, day: date) -> int:
        """How many reminders leave until a day, that day among them."""
        return sum(count for (on, _), count in self.told.items() if on <= day)


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
        for each, after_on in _occurrences(sort, due_by):
            if each.kind not in kinds:
                continue
            if after_on is None and sort.interval is not None:
                found.intervals[sort.interval] += sort.many
            if after_on is None and is_any_inside(steps, each, sort, now):
                found.inside[each] += sort.many
            if each.due_on <= last_on:
                found.payments[each.due_on] += sort.many
            for step in steps:
                _meet(found, sort, each, after_on, step, now, last_on)
    return found


def farthest_on(steps: Iterable[DraftStep], last_on: date) -> date:
    """A day after which nothing is due that steps would speak of until a day."""
    longest = max((step.lead.shortest_days for step in steps), default=0)
    return last_on + timedelta(days=int(longest * 31 / 28) + 4)


def said_on(step: DraftStep, payment: Payment) -> date | None:
    """The day of a step's moment; None where it has none."""
    if step.anchor is Anchor.DUE:
        return step.lead.before(payment.due_on)
    if payment.cancel_by_on is None or payment.cancel_by_on > payment.due_on:
        return None
    return step.lead.before(payment.cancel_by_on)


def is_over(step: DraftStep, payment: Payment, now: datetime) -> bool:
    """Whether a step's moment has passed."""
    on = said_on(step, payment)
    return on is not None and (on, step.hour) <= (now.date(), now.time())


def is_any_inside(steps: Iterable[DraftStep], payment: Payment, sort: PaymentSort, now: datetime) -> bool:
    """Whether it has for any step that did not speak, of a payment that still is to come."""
    return payment.due_on >= now.date() and any(
        is_over(step, payment, now) and step.key not in sort.past and not _is_said(step, payment, sort, now)
        for step in steps
    )


def _is_said(step: DraftStep, payment: Payment, sort: PaymentSort, now: datetime) -> bool:
    if sort.said is not None:
        return step.key in sort.said
    return step.before is not None and is_over(step.before, payment, now)


def _meet(
    found: Foretold,
    sort: PaymentSort,
    payment: Payment,
    after_on: date | None,
    step: DraftStep,
    now: datetime,
    last_on: date,
) -> None:
    send_on = said_on(step, payment)
    if send_on is None or send_on > last_on:
        return
    if after_on is not None and send_on <= after_on:
        # It is known from the day on which the payment ahead of it is made.
        if sort.interval is not None:
            found.too_long[step.key, sort.interval] += sort.many
        return
    if is_over(step, payment, now) or (after_on is None and _is_said(step, payment, sort, now)):
        return
    if not step.is_withheld(sort):
        found.told[send_on, step.key] += sort.many
    if after_on is None:
        found.origins[send_on, step.key][payment] += sort.many


def _occurrences(sort: PaymentSort, due_by: date) -> Iterator[tuple[Payment, date | None]]:
    """The payments until a day, each with the day of the one ahead of it, unless it is the next one."""
    yield Payment(sort.due_on, sort.kind, sort.cancel_by_on), None
    if not sort.goes_on or sort.interval is None:
        return
    kind = Kind.PAYMENT_DUE if sort.payer_kind == PayerKind.MANUAL else Kind.RENEWAL
    after_on, times = sort.due_on, 1
    while (on := sort.interval.after(sort.due_on, times, sort.anchor_day)) <= due_by:
        cancel_by_on = sort.cancel_by_on and sort.cancel_by_on + (on - sort.due_on)
        yield Payment(on, kind, cancel_by_on), after_on
        after_on, times = on, times + 1
