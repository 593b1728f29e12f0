"""The names of members who asked to be forgotten, and of what was theirs: known again, never written out."""

from collections.abc import Sequence
from hashlib import sha256

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Erasure

_MEMBER = "member"


def erased_name(organization: Organization, source: str, external_id: str) -> str:
    """What is kept of the name of a subscription."""
    return _hash(organization.key, source, external_id)


def erased_member_name(organization: Organization, source: str, external_id: str) -> str:
    """What is kept of the name of a member."""
    return _hash(organization.key, source, _MEMBER, external_id)


def erased_among(organization: Organization, source: str, external_ids: Sequence[str]) -> list[str]:
    """Those of a source's ids of subscriptions that were erased; one quick question where nobody ever was."""
    names = _names(organization)
    if not names:
        return []
    return [each for each in external_ids if erased_name(organization, source, each) in names]


def erased_members_among(organization: Organization, source: str, external_ids: Sequence[str]) -> list[str]:
    """The same for ids of members."""
    names = _names(organization)
    if not names:
        return []
    return [each for each in external_ids if erased_member_name(organization, source, each) in names]


def _names(organization: Organization) -> frozenset[str]:
    rows = Erasure.objects.filter(organization=organization)
    return frozenset(rows.values_list("name_sha256", flat=True))


def _hash(*words: str) -> str:
    return sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()
