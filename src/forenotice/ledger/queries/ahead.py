"""What a member has ahead of them."""

from collections.abc import Mapping
from datetime import datetime

from forenotice.ledger.models import DueDate, Member
from forenotice.ledger.states import Closing


def due_dates_ahead(member: Member) -> Mapping[int, datetime]:
    """The due dates of a member that are open, by day, and when something was last told of each."""
    rows = DueDate.objects.filter(
        organization=member.organization_id, subscription__member=member, closing=Closing.OPEN
    )
    return dict(rows.order_by("due_on", "id").values_list("pk", "subscription__changed_at"))


def due_date_of(member: Member, due_date_id: int) -> Mapping[int, datetime]:
    """The same of one due date, open or not; nothing if it is none of this member's."""
    rows = DueDate.objects.filter(
        organization=member.organization_id, subscription__member=member, pk=due_date_id
    )
    return dict(rows.values_list("pk", "subscription__changed_at"))
