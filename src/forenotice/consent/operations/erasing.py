"""What a member wished is forgotten with them, and no link of theirs holds any longer."""

from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.consent.models import AskedAddress, Preference
from forenotice.consent.operations.revoking import revoke_links
from forenotice.ledger.models import Member


@transaction.atomic
def erase_wishes(*, organization: Organization, member: Member, actor: str, now: datetime) -> None:
    """Forget what a member wished.

    Suppressions stay: they are of addresses, and there so that nobody writes to one again.
    """
    Preference.objects.filter(organization=organization, member=member).delete()
    AskedAddress.objects.filter(organization=organization, member=member).delete()
    revoke_links(organization=organization, member=member, actor=actor, now=now)
