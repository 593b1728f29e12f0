"""Members that were found, with what a list says of each: one subscription, and what is to come of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from forenotice.accounts.models import Organization
from forenotice.ledger.models import DueDate, Member, Subscription
from forenotice.ledger.queries.searching import Found
from forenotice.ledger.states import ENDS, Closing

_MOST = 2_000


@dataclass(frozen=True, slots=True)
class MemberListed:
    """A member, the subscription that has something to come first, that due date, and how many others.

    Nothing comes of a subscription that ends.
    """

    member: Member
    subscription: Subscription | None
    due: DueDate | None
    others: int

    @property
    def name(self) -> str:
        """What people call them; their id where no name is known."""
        return f"{self.member.first_name} {self.member.last_name}".strip() or self.member.external_id


def members_listed(organization: Organization, found: Sequence[Found]) -> list[MemberListed]:
    """The members of a page, in its order. One that was found by a due date comes with that one."""
    numbers = {each.member_id for each in found}
    members = Member.objects.filter(organization=organization, pk__in=numbers).in_bulk()
    subscriptions: dict[int, list[Subscription]] = {}
    theirs = Subscription.objects.filter(organization=organization, member__in=numbers)
    for row in theirs.select_related("product").order_by("-pk")[:_MOST]:
        subscriptions.setdefault(row.member_id, []).append(row)
    own = {row.pk: row for rows in subscriptions.values() for row in rows}
    dues = DueDate.objects.filter(organization=organization, subscription__in=own, closing=Closing.OPEN)
    dues = dues.exclude(quiet__in=ENDS)
    by_id = {row.pk: row for row in dues.order_by("-due_on", "-pk")}
    nearest = {row.member_id: row for row in by_id.values()}
    listed = []
    for each in (each for each in found if each.member_id in members):
        due = by_id.get(each.due_date_id) if each.due_date_id else nearest.get(each.member_id)
        some = subscriptions.get(each.member_id, [])
        subscription = own.get(due.subscription_id) if due is not None else next(iter(some), None)
        listed.append(MemberListed(members[each.member_id], subscription, due, max(len(some) - 1, 0)))
    return listed
