"""What was counted of days: which days there are, and which payments go on from them."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval, Unit
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


def counted_days(organization: Organization, first_on: date, last_on: date) -> list[date]:
    """The days from one to another on which something is due."""
    rows = DayCount.objects.filter(organization=organization, due_on__gte=first_on, due_on__lte=last_on)
    return list(rows.order_by("due_on").values_list("due_on", flat=True).distinct())


def going_on(organization: Organization, days: Collection[date]) -> list[GoingOn]:
    """Which payments of these days will be followed by others, as far as anybody knows."""
    rows: Any = DayCount.objects.filter(
        organization=organization, due_on__in=list(days), kind__in=PAYMENTS, quiet=Quiet.NO
    )
    rows = rows.exclude(interval_unit="").exclude(payments_left__lte=0).order_by("due_on", "anchor_day")
    told = rows.values_list("due_on", "anchor_day", "interval_count", "interval_unit").distinct()
    return [GoingOn(on, anchor, Interval(count, Unit(unit))) for on, anchor, count, unit in told]
