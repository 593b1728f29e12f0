"""What was counted of days: which days there are, and which payments go on from them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.bulk import select
from forenotice.ledger.models import ChangedDay, DayCount
from forenotice.ledger.states import Kind, Quiet

PAYMENTS = (Kind.RENEWAL, Kind.PAYMENT_DUE, Kind.TRIAL_END)


class GoingOn(NamedTuple):
    """Payments of a day that are followed by others, ``interval`` later each time, back on ``anchor_day``."""

    due_on: date
    anchor_day: int
    interval: Interval


def count_changed(organization: Organization) -> int:
    """How many days changed since they were counted."""
    rows = ChangedDay.objects.filter(organization=organization)
    return int(rows.aggregate(days=Count("due_on", distinct=True))["days"])


def is_any_day_changed(organization: Organization) -> bool:
    """Whether any did."""
    return ChangedDay.objects.filter(organization=organization).exists()


def counted_days(organization: Organization, first_on: date, last_on: date) -> list[date]:
    """The days from one to another on which something is due."""
    rows = DayCount.objects.filter(organization=organization, due_on__gte=first_on, due_on__lte=last_on)
    return list(rows.order_by("due_on").values_list("due_on", flat=True).distinct())


def payment_groups(organization: Organization, until_on: date) -> Sequence[tuple[Any, ...]]:
    """The payments due before a day, one row for all that are followed alike, and what they come to.

    Day, anchor day, interval, payments left, currency, payer kind, why quiet, until when the card pays; then
    how many, of how many no amount is known, and minor units. Only those that are made or could yet be.
    """
    kept = (Quiet.NO, Quiet.PAST_DUE, Quiet.CANCELLED_AT_PERIOD_END)
    alike = (
        *("due_on", "anchor_day", "interval_count", "interval_unit", "payments_left"),
        *("currency", "payer_kind", "quiet", "card_until_on"),
    )
    names = ", ".join(alike)
    sql = (
        f"SELECT {names}, SUM(count), SUM(unpriced), SUM(minor) FROM ledger_daycount"
        f" WHERE organization_id = %s AND due_on < %s AND kind IN ({_marks(PAYMENTS)})"
        f" AND quiet IN ({_marks(kept)}) GROUP BY {names}"
    )
    params = [organization.pk, until_on, *map(str, PAYMENTS), *map(str, kept)]
    return [(_day(r[0]), *r[1:8], _day(r[8]), *map(int, r[9:])) for r in select(sql, params)]


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def going_on(organization: Organization, days: Collection[date]) -> list[GoingOn]:
    """Which payments of these days will be followed by others, as far as anybody knows."""
    rows: Any = DayCount.objects.filter(
        organization=organization, due_on__in=list(days), kind__in=PAYMENTS, quiet=Quiet.NO
    )
    rows = rows.exclude(interval_unit="").exclude(payments_left__lte=0).order_by("due_on", "anchor_day")
    told = rows.values_list("due_on", "anchor_day", "interval_count", "interval_unit").distinct()
    return [GoingOn(on, anchor, Interval(count, Unit(unit))) for on, anchor, count, unit in told]
