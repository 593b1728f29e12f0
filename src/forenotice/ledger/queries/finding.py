"""A subscription by what a person calls it, and what is known of it."""

from collections.abc import Sequence

from django.db.models import Q

from forenotice.accounts.models import Organization
from forenotice.ledger.errors import AmbiguousSubscriptionError, UnknownSubscriptionError
from forenotice.ledger.models import Change, Correction, DueDate, Member, MemberCorrection, Subscription

_MOST_NAMED = 10


def subscriptions_by(organization: Organization, text: str) -> Sequence[Subscription]:
    """The subscriptions meant by an id; else by an order number; else by a member's id or email address."""
    rows = Subscription.objects.filter(organization=organization).select_related("member", "product")
    text = text.strip()
    for meaning in (
        Q(external_id=text),
        Q(order_number=text, order_number__gt=""),
        Q(member__external_id=text) | Q(member__email=text.lower(), member__email__gt=""),
    ):
        if found := list(rows.filter(meaning).order_by("external_id", "source")):
            return found
    return []


def subscription_by(organization: Organization, text: str) -> Subscription:
    """The one subscription meant, as in :func:`subscriptions_by`; raise when there is none, or several."""
    found = subscriptions_by(organization, text)
    if not found:
        raise UnknownSubscriptionError(
            f'There is no subscription "{text}". Give its id or order number, or its member\'s id or email.'
        )
    if len(found) > 1:
        ids = ", ".join(each.external_id for each in found[:_MOST_NAMED])
        more = " and more" if len(found) > _MOST_NAMED else ""
        raise AmbiguousSubscriptionError(
            f'"{text}" stands for several subscriptions. Give the id of one of them: {ids}{more}.'
        )
    return found[0]


def subscription_by_id(organization: Organization, subscription_id: int) -> Subscription:
    """The subscription of our own number; raise :class:`UnknownSubscriptionError`."""
    rows = Subscription.objects.filter(organization=organization, pk=subscription_id)
    found = rows.select_related("member", "product", "sighting").first()
    if found is None:
        raise UnknownSubscriptionError(f"There is no subscription {subscription_id}.")
    return found


def due_dates_of(subscription: Subscription) -> Sequence[DueDate]:
    """Every due date of a subscription by day, past and to come, with the card that it speaks for."""
    rows = DueDate.objects.filter(organization=subscription.organization_id, subscription=subscription)
    return list(rows.select_related("product").order_by("due_on", "id"))


def changes_of(subscription: Subscription) -> Sequence[Change]:
    """What was changed in a subscription, oldest first."""
    rows = Change.objects.filter(organization=subscription.organization_id, subscription=subscription)
    return list(rows.order_by("at", "id"))


def member_corrections_of(member: Member) -> Sequence[MemberCorrection]:
    """What a person set by hand against what the source says of a member, by part."""
    rows = MemberCorrection.objects.filter(organization=member.organization_id, member=member)
    return list(rows.order_by("part"))


def corrections_of(subscription: Subscription) -> Sequence[Correction]:
    """What was set by hand in a subscription, and still holds."""
    rows = Correction.objects.filter(organization=subscription.organization_id, subscription=subscription)
    return list(rows.order_by("part"))
