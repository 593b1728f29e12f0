"""Payments to come that no rule is meant for: nobody decided to be silent about these."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.ledger.states import Closing, Occasion
from forenotice.planner.steps import planned_steps, speaking
from forenotice.rules.match import all_of


@dataclass(frozen=True, slots=True)
class WithoutRule:
    """How many payments to come of one product no rule is meant for."""

    product: str
    count: int


def payments_without_rule(organization: Organization) -> list[WithoutRule]:
    """By product, the most first: payments to come that are not quiet and that no step that is on meets."""
    met, params = "1 = 0", list[Any]()
    # The steps of one rule meet the same due dates.
    by_rule = {step.rule.rule_id: step for step in speaking(planned_steps(organization))}
    for step in by_rule.values():
        sql, more = all_of(step.conditions)
        met += f" OR ({sql})"
        params += more
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
