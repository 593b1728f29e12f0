"""A step's days ahead from what the ledger counted by day: no due date is read.

That is possible where the step speaks by the calendar and its audience asks nothing but what days are counted
by. Members are taken to be in the organization's own time zone, which matters only to what is said today.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.local_time import instant
from forenotice.ledger.queries import PAYMENTS
from forenotice.ledger.states import Kind, PayerKind, Quiet
from forenotice.planner.ahead import Span
from forenotice.planner.dialect import day_from
from forenotice.planner.meeting import is_met
from forenotice.planner.steps import PlannedStep
from forenotice.rules.specification import Anchor

_COUNTED_BY = frozenset({"kind", "product", "level", "bundle", "interval", "payer_kind"})
_SUMS = "SUM(d.count), SUM(d.unpriced), SUM(d.minor)"


class Sums(NamedTuple):
    """So many, of so many no amount is known, and what they come to in minor units."""

    number: int
    unpriced: int
    minor: int


Said = tuple[date, str, str]
"""A day, a kind and a currency."""


def is_counted(step: PlannedStep) -> bool:
    """Whether counts by day tell what a step will say."""
    by_calendar = step.timing is not None and step.timing.is_by_calendar
    is_plain = by_calendar and step.timing is not None and step.timing.anchor is Anchor.DUE
    return is_plain and step.wishing is None and {c.name for c in step.conditions} <= _COUNTED_BY


def said_by_day(organization: Organization, step: PlannedStep, span: Span, now: datetime) -> dict[Said, Sums]:
    """What a step will say on each day of a span, by kind and currency; see :func:`is_counted`."""
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    when, found = step.timing, Counter[tuple[Said, str]]()
    first_on = span.first_on
    if instant(first_on, when.hour, organization.time_zone) < now:
        first_on = date.fromordinal(first_on.toordinal() + 1)
    for due_on, known_on, kind, currency, sums in (*_next(step, span), *_later(step, span)):
        send_on = when.lead.before(due_on)
        if first_on <= send_on <= span.last_on and (known_on is None or send_on > known_on):
            for name, value in sums._asdict().items():
                found[(send_on, kind, currency), name] += value
    return {said: Sums(*(found[said, name] for name in Sums._fields)) for said, _ in found}


Row = tuple[date, date | None, str, str, Sums]


def _next(step: PlannedStep, span: Span) -> Iterator[Row]:
    for on, kind, currency, *sums in _asked(step, span, "ledger_daycount", "d.due_on, d.kind, d.currency"):
        yield day_from(on), None, kind, currency, Sums(*map(int, sums))


def _later(step: PlannedStep, span: Span) -> Iterator[Row]:
    """The payments that follow; each is known once the day of the one before it is over."""
    regular = f"CASE payer_kind WHEN '{PayerKind.MANUAL}' THEN '{Kind.PAYMENT_DUE}' ELSE '{Kind.RENEWAL}' END"
    kinds = ", ".join(f"'{kind}'" for kind in PAYMENTS)
    kept = "organization_id, due_on, anchor_day, interval_count, interval_unit, product_id, payer_kind, quiet"
    payments = (
        f"(SELECT {kept}, currency, count, unpriced, minor, {regular} AS kind FROM ledger_daycount"
        f" WHERE organization_id = {step.organization_id} AND kind IN ({kinds}) AND interval_unit <> ''"
        " AND (payments_left IS NULL OR payments_left > 0))"
    )
    alike = "d.due_on, d.anchor_day, d.interval_count, d.interval_unit, d.kind, d.currency"
    last_on = span.due_days(step).last_on
    for due_on, anchor, count, unit, kind, currency, *sums in _asked(step, span, payments, alike):
        first, interval, times = day_from(due_on), Interval(count, Unit(unit)), 1
        known_on = first
        while (on := interval.after(first, times, anchor)) <= last_on:
            yield on, known_on, kind, currency, Sums(*map(int, sums))
            known_on, times = on, times + 1


def _asked(step: PlannedStep, span: Span, counts: str, alike: str) -> list[tuple[Any, ...]]:
    met = is_met(step)
    days = span.due_days(step)
    sql = (
        f"SELECT {alike}, {_SUMS} FROM {counts} d WHERE d.organization_id = %s AND d.quiet = '{Quiet.NO}'"
        f" AND d.due_on >= %s AND d.due_on <= %s AND {met.sql} GROUP BY {alike}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [step.organization_id, *days, *met.params])
        return list(cursor.fetchall())
