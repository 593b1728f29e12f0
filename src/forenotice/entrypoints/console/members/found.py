"""The member or the subscription that an address means, if it is of the visitor's organization."""

from django.http import Http404

from forenotice.entrypoints.console.visitors import Visitor
from forenotice.ledger.errors import UnknownSubscriptionError
from forenotice.ledger.models import Member, Subscription
from forenotice.ledger.queries import member_by_id, subscription_by_id


def the_member(visitor: Visitor, member_id: int) -> Member:
    """That member of the organization; else there is nothing here."""
    found = member_by_id(visitor.organization, member_id)
    if found is None:
        raise Http404
    return found


def the_subscription(visitor: Visitor, subscription_id: int) -> Subscription:
    """That subscription of the organization; else there is nothing here."""
    try:
        return subscription_by_id(visitor.organization, subscription_id)
    except UnknownSubscriptionError:
        raise Http404 from None


def name_of(member: Member) -> str:
    """What people call them; their id where no name is known."""
    return f"{member.first_name} {member.last_name}".strip() or member.external_id
