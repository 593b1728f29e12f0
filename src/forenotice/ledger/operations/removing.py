"""What a source told is taken out again, rows and all; for made-up members, of whom nothing was ever said."""

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import lock_ledger
from forenotice.ledger.day_counts import count_anew, mark_changed
from forenotice.ledger.models import DueDate, Member, Product


@transaction.atomic
def remove_told_by(*, organization: Organization, source: str) -> int:
    """Delete the members that a source told of, with all that hangs on them; return how many there were."""
    lock_ledger(organization)
    members = Member.objects.filter(organization=organization, source=source)
    dues = DueDate.objects.filter(organization=organization, member__in=members)
    days = sorted(set(dues.values_list("due_on", flat=True)))
    count = members.count()
    members.delete()
    if days:
        # Counted at once, for the counts of a day name the products that go now.
        count_anew(organization, days)
        mark_changed(organization, days)
    Product.objects.filter(organization=organization, source=source, subscriptions__isnull=True).delete()
    return count
