"""Payments to come that no rule is meant for: nobody decided to be silent about these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.queries import PAYMENTS
from forenotice.ledger.states import Closing, Occasion
from forenotice.planner.counted import is_counted_by
from forenotice.planner.queries.drafting import FEW, through
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.rules.match import all_of


@dataclass(frozen=True, slots=True)
class WithoutRule:
    """How many payments to come of one product no rule is meant for."""

    product: str
    count: int


@dataclass(frozen=True, slots=True)
class SortWithoutRule:
    """The same of one kind and payer, and of one interval."""

    kind: str
    payer_kind: str
    interval: Interval | None
    count: int


def sorts_without_rule(
    organization: Organization, first_on: date, last_on: date, few: int = FEW
) -> tuple[list[SortWithoutRule], date | None]:
    """By sort, the payments of some days that no rule is meant for, and the first day not counted yet.

    They are read from the counts of days, unless a rule asks what these do not tell apart (amount, country,
    tags): that is asked of each payment, and of the first days alone where there are very many.
    """
    by_rule = _by_rule(organization)
    afresh = not all(map(is_counted_by, chain(*(step.conditions for step in by_rule))))
    until = through(organization, first_on, last_on, few) if afresh else last_on
    met, params = _met(by_rule)
    kinds = ", ".join(f"'{kind}'" for kind in PAYMENTS)
    many, table = ("COUNT(*)", "ledger_duedate") if afresh else ("SUM(d.count)", "ledger_daycount")
    is_open = f" AND d.closing = '{Closing.OPEN}'" if afresh else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.kind, d.payer_kind, d.interval_count, d.interval_unit, {many} AS payments"
            f" FROM {table} d WHERE d.organization_id = %s AND d.quiet = '' AND d.due_on >= %s"
            f" AND d.due_on <= %s{is_open} AND d.kind IN ({kinds}) AND ({met}) IS NOT TRUE"
            " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            [organization.pk, first_on, until, *params],
        )
        found = [
            SortWithoutRule(kind, payer, Interval(count, Unit(unit)) if count and unit else None, int(n))
            for kind, payer, count, unit, n in cursor.fetchall()
        ]
    return found, None if until >= last_on else until + timedelta(days=1)


def _by_rule(organization: Organization) -> list[PlannedStep]:
    """A step of each rule that is on: the steps of one rule meet the same due dates."""
    return list({step.rule.rule_id: step for step in speaking(planned_steps(organization))}.values())


def _met(by_rule: Sequence[PlannedStep]) -> tuple[str, list[Any]]:
    """Where any of them is meant for ``d``."""
    met, params = "1 = 0", list[Any]()
    for step in by_rule:
        sql, more = all_of(step.conditions)
        met += f" OR ({sql})"
        params += more
    return met, params


def payments_without_rule(organization: Organization) -> list[WithoutRule]:
    """By product, the most first: payments to come that are not quiet and that no step that is on meets."""
    met, params = _met(_by_rule(organization))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(NULLIF(p.name, ''), p.external_id), COUNT(*) AS payments"
            " FROM ledger_duedate d JOIN ledger_product p ON p.id = d.product_id"
            f" WHERE d.organization_id = %s AND d.closing = '{Closing.OPEN}' AND d.quiet = ''"
            f" AND d.occasion = '{Occasion.PAYMENT}' AND ({met}) IS NOT TRUE"
            " GROUP BY p.id, p.name, p.external_id ORDER BY payments DESC, p.id",
            [organization.pk, *params],
        )
        return [WithoutRule(product, count) for product, count in cursor.fetchall()]
