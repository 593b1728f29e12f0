"""Members, products and subscriptions in numbers, for whoever goes through them page by page."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Correction, DueDate, Member, Product, Subscription
from forenotice.ledger.states import Closing


def member_rows(
    organization: Organization, *, external_id: str = "", email: str = "", source: str = ""
) -> QuerySet[Member]:
    """The members who fit, in no order; each with the ids of their subscriptions."""
    theirs = Subscription.objects.filter(organization=organization).only("external_id", "member_id")
    wanted = {"external_id": external_id, "email": email.strip().lower(), "source": source}
    given = {name: value for name, value in wanted.items() if value}
    rows = Member.objects.filter(organization=organization, **given)
    return rows.prefetch_related(Prefetch("subscriptions", queryset=theirs.order_by("pk")))


def product_rows(organization: Organization, *, external_id: str = "", source: str = "") -> QuerySet[Product]:
    """The products that fit, in no order."""
    wanted = {"external_id": external_id, "source": source}
    given = {name: value for name, value in wanted.items() if value}
    return Product.objects.filter(organization=organization, **given)


def subscription_rows(
    organization: Organization,
    *,
    external_id: str = "",
    email: str = "",
    source: str = "",
    standing: str = "",
    product: str = "",
    changed_since: datetime | None = None,
    only_open: bool = True,
) -> QuerySet[Subscription]:
    """The subscriptions that fit, in no order; each with its corrections and due dates, open ones or all.

    ``email`` is the member's, ``product`` the id that its source gave it.
    """
    wanted = {
        "external_id": external_id,
        "member__email": email.strip().lower(),
        "source": source,
        "standing": standing,
        "product__external_id": product,
        "changed_at__gte": changed_since,
    }
    given = {name: value for name, value in wanted.items() if value}
    due_dates = DueDate.objects.filter(organization=organization).order_by("due_on", "pk")
    if only_open:
        due_dates = due_dates.filter(closing=Closing.OPEN)
    corrections = Correction.objects.filter(organization=organization).order_by("part")
    rows = Subscription.objects.filter(organization=organization, **given)
    return rows.select_related("organization", "member", "product", "sighting").prefetch_related(
        Prefetch("due_dates", queryset=due_dates), Prefetch("corrections", queryset=corrections)
    )
