"""What a rule that is being written would do: read from what is counted of days, or counted afresh."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.queries import PAYMENTS
from forenotice.ledger.states import Closing, Occasion
from forenotice.planner.dialect import day_from
from forenotice.planner.foretelling import DraftStep, Foretold, PaymentSort, farthest_on, foretell
from forenotice.planner.schedule import Window, timing
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


def last_due_on(organization: Organization) -> date | None:
    """The last day on which anything is due, read from the counts of days."""
    ((last_on,),) = rows(
        "SELECT MAX(due_on) FROM ledger_daycount WHERE organization_id = %s", [organization.pk]
    )
    return None if last_on is None else day_from(last_on)


def through(organization: Organization, first_on: date, last_on: date, few: int = FEW) -> date:
    """Until which day so few are due that they may be counted afresh while somebody waits; at least one."""
    if _are_few(organization, first_on, last_on, few):
        return last_on
    return _until(organization, first_on, last_on, few)


def _are_few(organization: Organization, first_on: date, last_on: date, few: int) -> bool:
    sql = (
        f"SELECT COUNT(*) FROM (SELECT 1 FROM ledger_duedate d WHERE {_IN_RANGE}"
        f" AND d.closing = '{Closing.OPEN}' LIMIT {few + 1}) found"
    )
    return int(rows(sql, [organization.pk, first_on, last_on])[0][0]) <= few


def _afresh(rule: DraftRule, first_on: date, last_on: date) -> list[PaymentSort]:
    met, params = all_of(rule.conditions)
    cancel_by = "d.cancel_by_on" if rule.asks_cancel_by else "NULL"
    sql = (
        f"SELECT d.due_on, {cancel_by} AS cancel_by_on, d.kind, d.payer_kind, d.interval_count,"
        f" d.interval_unit, d.anchor_day, (d.occasion = '{Occasion.PAYMENT}' AND NOT d.is_last) AS goes_on,"
        f" COUNT(*) FROM ledger_duedate d WHERE {_OPEN} AND {met} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
    )
    return _sorts(rows(sql, [rule.organization.pk, first_on, last_on, *params]))


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
    return _sorts(rows(sql, [rule.organization.pk, first_on, last_on, *params]))


def _until(organization: Organization, first_on: date, last_on: date, few: int) -> date:
    """The last day before which not too many are due; at least the first one."""
    sql = f"SELECT d.due_on, SUM(d.count) FROM ledger_daycount d WHERE {_IN_RANGE} GROUP BY 1 ORDER BY 1"
    days, total = rows(sql, [organization.pk, first_on, last_on]), 0
    for on, count in days:
        total += int(count)
        if total > few:
            return max(day_from(on) - timedelta(days=1), first_on)
    return last_on if days else first_on


def rows(sql: str, params: Sequence[Any]) -> list[Any]:
    """The rows that a statement finds."""
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
