"""Addresses that members typed, and whose link was not opened yet."""

from hashlib import sha256

from forenotice.consent.addresses import canonical
from forenotice.consent.models import AskedAddress
from forenotice.consent.queries.finding import preference_of
from forenotice.ledger.models import Member


def needs_proof(member: Member, address: str) -> bool:
    """Whether an address is neither in use for a member, nor the one that their source knows."""
    known = {canonical(each) for each in (member.email, preference_of(member).address) if each}
    return canonical(address) not in known


def is_asked_for(member: Member, subject: int) -> bool:
    """Whether a link is of the address that a member asks for now."""
    row = AskedAddress.objects.filter(organization=member.organization_id, member=member).first()
    return row is not None and link_subject(row) == subject


def link_subject(row: AskedAddress) -> int:
    """What a link says of the address that it is about, so that it is of no other."""
    words = f"{row.address} {row.asked_at.timestamp()}"
    return int.from_bytes(sha256(words.encode("utf-8", "replace")).digest()[:8])
