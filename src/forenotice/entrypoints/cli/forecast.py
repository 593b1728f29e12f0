"""`forenotice forecast`: the payments to expect by month, and what puts them at risk."""

from dataclasses import asdict
from typing import Annotated

import typer

from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.output import (
    AsJson,
    Column,
    count_words,
    money_words,
    say,
    show_json,
    show_table,
)
from forenotice.kernel.money import Money
from forenotice.outcomes.forecast import Expected
from forenotice.outcomes.queries import expected_revenue
from forenotice.outcomes.states import Risk
from forenotice.planner.operations import count_ahead

_COLUMNS = (
    Column("month"),
    Column("payments", align="right"),
    Column("expected", align="right"),
    Column("card expires", align="right", style="yellow"),
    Column("pay by hand", align="right", style="yellow"),
    Column("past due", align="right", style="yellow"),
    Column("cancelled", align="right", style="dim"),
)
_AT_RISK = (Risk.CARD, Risk.MANUAL, Risk.PAST_DUE, Risk.CANCELLED)


def forecast(
    months: Annotated[int, typer.Option("--months", min=1, max=12, help="How many, this one first.")] = 12,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Show what payments to expect by month, and how much of it is at risk; currencies are never added up."""
    chosen, now = chosen_organization(organization), current_time()
    count_ahead(organization=chosen, now=now)
    found = expected_revenue(chosen, now, months)
    if as_json:
        show_json([_plain(one) for one in found.by_month])
        return
    if not found.by_month:
        say("No payment is known to come. Bring some: forenotice import FILE.csv")
        return
    show_table(_COLUMNS, (_cells(one) for one in found.by_month))
    unpriced = sum(one.total.unpriced for one in found.by_month)
    if unpriced:
        say(f"Of {count_words(unpriced, 'payment')} no amount is known.", "dim")
    say("Expected holds what is at risk; what was cancelled is not expected.", "dim")


def _cells(one: Expected) -> tuple[str, ...]:
    sums = [one.total, *map(one.at, _AT_RISK)]
    amounts = [money_words(Money(part.minor, one.currency)) if part.count else "-" for part in sums]
    return f"{one.starts_on:%b %Y}", f"{one.total.count:,}", *amounts


def _plain(one: Expected) -> dict[str, object]:
    by_risk = {str(risk): asdict(one.at(risk)) for risk in Risk}
    return {
        "month": one.starts_on,
        "currency": one.currency,
        "expected": asdict(one.total),
        "by_risk": by_risk,
    }
