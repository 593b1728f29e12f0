"""Whose link somebody holds who comes without a login."""

from datetime import datetime
from typing import NamedTuple

from forenotice.accounts.models import Organization
from forenotice.consent.links import Purpose, read_token
from forenotice.consent.models import RevokedLinks
from forenotice.ledger.models import Member


class Holder(NamedTuple):
    """The member to whom a link was given, and what it is about. One of a rehearsal may change nothing."""

    organization: Organization
    member: Member
    subject: int
    is_rehearsal: bool


def holder_of(purpose: Purpose, token: str, *, now: datetime) -> Holder | None:
    """Whose link of that purpose this is; None, for whatever reason, if it does not hold.

    What is not signed by us costs no question to the database.
    """
    link = read_token(purpose, token, now=now)
    if link is None:
        return None
    whose = link.whose
    member = (
        Member.objects.filter(organization=whose.organization_id, pk=whose.member_id)
        .select_related("organization")
        .first()
    )
    if member is None:
        return None
    revoked = RevokedLinks.objects.filter(
        organization=whose.organization_id, member=member, made_until__gte=whose.made_at
    )
    if purpose is not Purpose.UNSUBSCRIBE and revoked.exists():
        return None
    return Holder(member.organization, member, link.subject, whose.is_rehearsal)
