"""What members were told is kept for as long as the organization says, and then no longer."""

from datetime import datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.dispatcher.models import Attempt
from forenotice.dispatcher.states import DeliveryState

AT_ONCE = 5_000
"""How many proofs one pulse empties at most, so that a retention that was shortened locks nobody out."""


def empty_old_proofs(*, organization: Organization, now: datetime) -> int:
    """Empty the proofs of tries that began longer ago than they are to be kept; return how many there were.

    The hash of what was said stays, and that a proof was emptied, and when.
    """
    last = now - timedelta(days=organization.proofs_kept_days)
    old = Attempt.objects.filter(
        organization=organization, proof_emptied_at__isnull=True, started_at__lt=last
    ).order_by("started_at")
    # What waits for another try is said to a program in the very bytes of the first one.
    old = old.exclude(delivery__state__in=[DeliveryState.QUEUED, DeliveryState.ATTEMPTING])
    ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        return 0
    rows = Attempt.objects.filter(organization=organization, pk__in=ids)
    return rows.update(proof={}, proof_emptied_at=now)
