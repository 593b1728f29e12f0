"""A step's days ahead from what the ledger counted by day: no due date is read.

That is possible where the step speaks by the calendar and its audience asks nothing but what days are counted
by. Whether a moment comes after we knew of the day is not asked, and matters only to what is said today.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.queries import PAYMENTS
from forenotice.ledger.states import Kind, PayerKind, Quiet
from forenotice.planner.dialect import day_from, day_literal
from forenotice.planner.meeting import is_met
from forenotice.planner.span import DayTold, Span
from forenotice.planner.steps import PlannedStep
from forenotice.rules.match import Condition
from forenotice.rules.specification import Anchor

_COUNTED_BY = frozenset({"kind", "product", "level", "bundle", "interval", "payer_kind"})
_NEXT = "d.due_on, d.kind, d.currency"
_ALIKE = "d.due_on, d.anchor_day, d.interval_count, d.interval_unit, d.kind, d.currency"


def is_counted(step: PlannedStep) -> bool:
    """Whether counts by day tell what a step will say."""
    when = step.timing
    is_plain = when is not None and when.is_by_calendar and when.anchor is Anchor.DUE
    return is_plain and step.wishing is None and all(map(is_counted_by, step.conditions))


def is_counted_by(condition: Condition) -> bool:
    """Whether counts by day tell what meets a condition."""
    return condition.name in _COUNTED_BY


def said_of_next(step: PlannedStep, span: Span, due_days: Collection[date]) -> Iterator[DayTold]:
    """What a step will say in a span about what is due on these days; see :func:`is_counted`."""
    for due_on, kind, currency, *sums in _asked(step, due_days, "ledger_daycount", _NEXT):
        on = day_from(due_on)
        yield from _said(step, span, on, on, kind, currency, sums)


def said_of_later(step: PlannedStep, span: Span, due_days: Collection[date]) -> Iterator[DayTold]:
    """The same about the payments that follow; each is known once the day of the one before it is over."""
    regular = f"CASE payer_kind WHEN '{PayerKind.MANUAL}' THEN '{Kind.PAYMENT_DUE}' ELSE '{Kind.RENEWAL}' END"
    kinds = ", ".join(f"'{kind}'" for kind in PAYMENTS)
    kept = "organization_id, due_on, anchor_day, interval_count, interval_unit, product_id, payer_kind, quiet"
    payments = (
        f"(SELECT {kept}, currency, count, unpriced, minor, {regular} AS kind FROM ledger_daycount"
        f" WHERE organization_id = {step.organization_id} AND kind IN ({kinds}) AND interval_unit <> ''"
        " AND (payments_left IS NULL OR payments_left > 0))"
    )
    last_on = span.farthest(step)
    for due_on, anchor, count, unit, kind, currency, *sums in _asked(step, due_days, payments, _ALIKE):
        first, interval, times = day_from(due_on), Interval(count, Unit(unit)), 1
        known_on = first
        while (on := interval.after(first, times, anchor)) <= last_on:
            for said in _said(step, span, first, on, kind, currency, sums):
                if said.send_on > known_on:
                    yield said
            known_on, times = on, times + 1


def _said(
    step: PlannedStep, span: Span, base_on: date, due_on: date, kind: str, currency: str, sums: Sequence[Any]
) -> Iterator[DayTold]:
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    send_on = step.timing.lead.before(due_on)
    if span.first_on <= send_on <= span.last_on:
        yield DayTold(base_on, send_on, kind, currency, *map(int, sums))


def _asked(step: PlannedStep, due_days: Collection[date], counts: str, alike: str) -> list[tuple[Any, ...]]:
    if not due_days:
        return []
    met, days = is_met(step), ", ".join(map(day_literal, sorted(due_days)))
    sql = (
        f"SELECT {alike}, SUM(d.count), SUM(d.unpriced), SUM(d.minor) FROM {counts} d"
        f" WHERE d.organization_id = %s AND d.quiet = '{Quiet.NO}' AND d.due_on IN ({days}) AND {met.sql}"
        f" GROUP BY {alike}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [step.organization_id, *met.params])
        return list(cursor.fetchall())
