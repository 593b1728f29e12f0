"""What people write down about members."""

from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Member, MemberNote


def note_down(*, organization: Organization, member: Member, text: str, actor: str, now: datetime) -> None:
    """Keep a note about a member. Notes are never changed; a later one says what is no longer so."""
    MemberNote.objects.create(organization=organization, member=member, text=text, actor=actor, at=now)
