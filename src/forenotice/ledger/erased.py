"""The names of subscriptions whose members asked to be forgotten: known again, and never written out."""

from collections.abc import Sequence
from hashlib import sha256

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Erasure


def erased_name(organization: Organization, source: str, external_id: str) -> str:
    """What is kept of the name of a subscription."""
    return sha256("\x1f".join((organization.key, source, external_id)).encode("utf-8", "replace")).hexdigest()


def erased_among(organization: Organization, source: str, external_ids: Sequence[str]) -> list[str]:
    """Those of a source's ids that were erased; one quick question where nobody ever was."""
    rows = Erasure.objects.filter(organization=organization)
    names = set(rows.values_list("subscription_sha256", flat=True))
    if not names:
        return []
    return [each for each in external_ids if erased_name(organization, source, each) in names]
