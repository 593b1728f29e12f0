"""What a rule that is being written would do: read from what is counted of days, or counted afresh."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.consent.queries import consent_around
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.local_time import instant
from forenotice.kernel.message import MessageClass
from forenotice.ledger.queries import PAYMENTS, Known, facts_for
from forenotice.ledger.states import Closing, Occasion
from forenotice.planner.dialect import day_from
from forenotice.planner.foresight import Foresight
from forenotice.planner.foretelling import DraftStep, Foretold, Origin, PaymentSort, farthest_on, foretell
from forenotice.planner.schedule import Window, timing
from forenotice.planner.states import Reason
from forenotice.rules.match import Condition, all_of
from forenotice.rules.queries import RuleInForce, conditions_of
from forenotice.rules.specification import Anchor, RuleSpecification, StepSpecification
from forenotice.rules.states import RuleState

FEW = 20_000
"""So many payments are counted afresh at once."""

# What the counts of days tell apart. Whatever else is asked is asked of each due date.
_COUNTED = frozenset({"product", "level", "bundle", "interval", "payer_kind"})
_IN_RANGE = "d.organization_id = %s AND d.due_on >= %s AND d.due_on <= %s"
_OPEN = f"{_IN_RANGE} AND d.closing = '{Closing.OPEN}' AND d.quiet = ''"


@dataclass(frozen=True, slots=True)
class DraftRule:
    """A rule as it would be. ``conditions`` are all but its kinds, which later payments may change."""

    organization: Organization
    specification: RuleSpecification
    conditions: tuple[Condition, ...]
    steps: tuple[DraftStep, ...]

    @property
    def asks_cancel_by(self) -> bool:
        """Whether a step is measured from the last day to cancel."""
        return any(step.anchor is Anchor.CANCEL_BY for step in self.steps)

    @property
    def is_counted(self) -> bool:
        """Whether what is counted of days can tell whom it meets."""
        return not self.asks_cancel_by and {each.name for each in self.conditions} <= _COUNTED


class Piece(NamedTuple):
    """Payments to come that a rule would meet, by sort; ``next_on`` is the first day not counted yet."""

    sorts: list[PaymentSort]
    next_on: date | None


class FirstTold(NamedTuple):
    """One of those who would be told first; ``withheld`` is why they will not be after all, if so."""

    send_on: date
    step: str
    known: Known
    withheld: Reason | None

    @property
    def name(self) -> str:
        """What the member is called, where that is known."""
        return f"{self.known.first_name} {self.known.last_name}".strip()


def drafted(
    organization: Organization, specification: RuleSpecification, saved: RuleInForce | None
) -> DraftRule:
    """A rule as it is being written; ``saved`` is how it stands, if it does."""
    speaks = saved is not None and saved.state is RuleState.ON
    before = {each.key: each for each in saved.specification.steps} if saved is not None and speaks else {}
    window = Window(organization.window_start, organization.window_end)

    def draft(step: StepSpecification, was: StepSpecification | None) -> DraftStep:
        when = timing(step, window, specification.catch_up_hours)
        known = None if was is None else draft(was, None)
        return DraftStep(step.key, when.lead, when.anchor, when.hour, known)

    # But for the kinds, conditions follow from the audience alone.
    if saved is not None and saved.specification.audience == specification.audience:
        asked = saved.conditions
    else:
        asked = conditions_of(organization, specification)
    return DraftRule(
        organization,
        specification,
        tuple(each for each in asked if each.name != "kind"),
        tuple(draft(step, before.get(step.key)) for step in specification.steps),
    )


def count_piece(rule: DraftRule, first_on: date, last_on: date, few: int = FEW) -> Piece:
    """The payments due from one day to another, or those of the first days where there are very many."""
    if _are_few(rule.organization, first_on, last_on, few):
        return Piece(_afresh(rule, first_on, last_on), None)
    if rule.is_counted:
        return Piece(_counted(rule, first_on, last_on), None)
    until = _until(rule.organization, first_on, last_on, few)
    return Piece(_afresh(rule, first_on, until), None if until >= last_on else until + timedelta(days=1))


def foretold(rule: DraftRule, sorts: Sequence[PaymentSort], now: datetime, last_on: date) -> Foretold:
    """What the rule would say until a day of these payments; ``now`` is on the organization's clock."""
    return foretell(sorts, rule.specification.kinds, rule.steps, now=now, last_on=last_on)


def due_by(rule: DraftRule, last_on: date) -> date:
    """A day after which nothing is due that the rule would speak of until a day."""
    return farthest_on(rule.steps, last_on)


def first_told(
    rule: DraftRule,
    found: Foretold,
    most: int,
    *,
    classes: Mapping[str, MessageClass],
    channels: Sequence[Channel],
) -> list[FirstTold]:
    """The first members of a rule's future, by day; payments after their next one are left out.

    ``classes`` are of the messages that speak, ``channels`` all that there are.
    """
    first: list[tuple[date, str, Origin]] = []
    for send_on, key in sorted(found.origins):
        if sum(origin.many for _, _, origin in first) < most:
            first += [(send_on, key, origin) for origin in found.origins[send_on, key]]
    ids = _ids(rule, {(origin.due_on, origin.kind) for _, _, origin in first}, most)
    places = [
        (send_on, key, due_date_id)
        for send_on, key, origin in first
        for due_date_id in ids[origin.due_on, origin.kind][: origin.many]
    ][:most]
    known = facts_for(rule.organization, {place[2] for place in places})
    consent, foresight = consent_around(rule.organization, known.values()), Foresight(classes, channels)
    hours = {step.key: step.hour for step in rule.steps}

    def told(send_on: date, key: str, due_date_id: int) -> FirstTold:
        plain, words = known[due_date_id], rule.specification.step(key)
        at = instant(send_on, hours[key], plain.zone)
        wished = consent.as_wished(plain, at)
        reason = None if words is None else foresight.withheld(wished, words, consent, at)
        return FirstTold(send_on, key, wished, reason)

    return [told(*place) for place in places if place[2] in known]


def _are_few(organization: Organization, first_on: date, last_on: date, few: int) -> bool:
    sql = (
        f"SELECT COUNT(*) FROM (SELECT 1 FROM ledger_duedate d WHERE {_IN_RANGE}"
        f" AND d.closing = '{Closing.OPEN}' LIMIT {few + 1}) found"
    )
    return int(_rows(sql, [organization.pk, first_on, last_on])[0][0]) <= few


def _afresh(rule: DraftRule, first_on: date, last_on: date) -> list[PaymentSort]:
    met, params = all_of(rule.conditions)
    cancel_by = "d.cancel_by_on" if rule.asks_cancel_by else "NULL"
    sql = (
        f"SELECT d.due_on, {cancel_by} AS cancel_by_on, d.kind, d.payer_kind, d.interval_count,"
        f" d.interval_unit, d.anchor_day, (d.occasion = '{Occasion.PAYMENT}' AND NOT d.is_last) AS goes_on,"
        f" COUNT(*) FROM ledger_duedate d WHERE {_OPEN} AND {met} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
    )
    return _sorts(_rows(sql, [rule.organization.pk, first_on, last_on, *params]))


def _counted(rule: DraftRule, first_on: date, last_on: date) -> list[PaymentSort]:
    met, params = all_of(rule.conditions)
    kinds = ", ".join(f"'{kind}'" for kind in PAYMENTS)
    goes_on = f"(d.kind IN ({kinds}) AND COALESCE(d.payments_left, 1) > 0)"
    sql = (
        "SELECT d.due_on, NULL AS cancel_by_on, d.kind, d.payer_kind, d.interval_count,"
        f" d.interval_unit, d.anchor_day, {goes_on} AS goes_on, SUM(d.count)"
        f" FROM ledger_daycount d WHERE {_IN_RANGE} AND d.quiet = '' AND {met}"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
    )
    return _sorts(_rows(sql, [rule.organization.pk, first_on, last_on, *params]))


def _until(organization: Organization, first_on: date, last_on: date, few: int) -> date:
    """The last day before which not too many are due; at least the first one."""
    sql = f"SELECT d.due_on, SUM(d.count) FROM ledger_daycount d WHERE {_IN_RANGE} GROUP BY 1 ORDER BY 1"
    days, total = _rows(sql, [organization.pk, first_on, last_on]), 0
    for on, count in days:
        total += int(count)
        if total > few:
            return max(day_from(on) - timedelta(days=1), first_on)
    return last_on if days else first_on


def _ids(
    rule: DraftRule, origins: Collection[tuple[date, str]], most: int
) -> Mapping[tuple[date, str], Sequence[int]]:
    """The first due dates that the rule meets of each day and kind, asked for at once."""
    met, params = all_of(rule.conditions)
    one = f"SELECT d.id, d.due_on, d.kind FROM ledger_duedate d WHERE {_OPEN} AND d.kind = %s AND {met}"
    parts = [f"SELECT * FROM ({one} LIMIT {most:d}) p{n}" for n, _ in enumerate(origins)]
    asked = [each for on, kind in origins for each in (rule.organization.pk, on, on, kind, *params)]
    found: dict[tuple[date, str], list[int]] = {origin: [] for origin in origins}
    for due_date_id, on, kind in _rows(" UNION ALL ".join(parts), asked) if parts else ():
        found[day_from(on), kind].append(due_date_id)
    return found


def _rows(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _sorts(rows: Sequence[Any]) -> list[PaymentSort]:
    return [
        PaymentSort(
            day_from(on),
            None if cancel_by is None else day_from(cancel_by),
            kind,
            payer,
            Interval(every, Unit(unit)) if every and unit else None,
            anchor,
            bool(goes_on),
            int(count),
        )
        for on, cancel_by, kind, payer, every, unit, anchor, goes_on, count in rows
    ]
