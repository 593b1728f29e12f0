"""How much the ledger holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Sum

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval
from forenotice.ledger.bulk import select
from forenotice.ledger.cycles import interval_of
from forenotice.ledger.models import DayCount, Erasure, Member, Subscription
from forenotice.ledger.states import Quiet


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """``gone`` is how many of the subscriptions are missing from a complete telling.

    Members who were forgotten are not counted: what is left of them is nobody.
    """

    members: int
    subscriptions: int
    gone: int
    open_due_dates: int


def counts(organization: Organization) -> LedgerCounts:
    """The numbers of rows of an organization."""
    sql = """
        SELECT
            (SELECT count(*) FROM ledger_member WHERE organization_id = %s)
                - (SELECT count(DISTINCT member_id) FROM ledger_erasure WHERE organization_id = %s),
            (SELECT count(*) FROM ledger_subscription WHERE organization_id = %s),
            (SELECT count(*) FROM ledger_subscription WHERE organization_id = %s AND gone_at IS NOT NULL),
            (SELECT count(*) FROM ledger_duedate WHERE organization_id = %s AND closing = '')
    """
    return LedgerCounts(*select(sql, [organization.pk] * 5)[0])


def has_more_than(organization: Organization, few: int) -> bool:
    """Whether there are more subscriptions than a few; never more of them are counted."""
    # In no order: to find the first by id, SQLite would read all of them.
    rows = Subscription.objects.filter(organization=organization)
    return bool(rows.values_list("pk", flat=True)[few : few + 1])


def count_up_to(organization: Organization, most: int) -> tuple[int, int]:
    """How many subscriptions and members there are; no more than ``most`` of either are counted."""
    forgotten = Erasure.objects.filter(organization=organization, member=OuterRef("pk"))
    subscriptions = Subscription.objects.filter(organization=organization)
    members = Member.objects.filter(~Exists(forgotten), organization=organization)
    return subscriptions.values("pk")[:most].count(), members.values("pk")[:most].count()


@dataclass(frozen=True, slots=True)
class DueSort:
    """How many due dates of one kind and interval lie ahead. Read from what is counted of each day."""

    kind: str
    interval_count: int | None
    interval_unit: str
    count: int

    @property
    def interval(self) -> Interval | None:
        """How often it is paid, where it is at all."""
        return interval_of(self.interval_count, self.interval_unit)


def due_by_sort(organization: Organization, first_on: date, days: int) -> Sequence[DueSort]:
    """What is due in so many days from a day on, without what is kept quiet about."""
    rows = DayCount.objects.filter(
        organization=organization,
        due_on__gte=first_on,
        due_on__lt=first_on + timedelta(days=days),
        quiet=Quiet.NO,
    )
    sorts = rows.values_list("kind", "interval_count", "interval_unit").order_by("kind")
    return [DueSort(*row) for row in sorts.annotate(n=Sum("count"))]


def due_between(organization: Organization, first_on: date, days: int) -> int:
    """How many there are of all sorts."""
    return sum(sort.count for sort in due_by_sort(organization, first_on, days))
