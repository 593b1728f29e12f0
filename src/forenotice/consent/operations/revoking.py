"""Links that no longer hold: for a member whose mail was read by somebody else."""

from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.consent.models import RevokedLinks
from forenotice.ledger.models import Member


@transaction.atomic
def revoke_links(*, organization: Organization, member: Member, actor: str, now: datetime) -> None:
    """Let no link to the member's page or calendar hold that was made until now.

    Links that unsubscribe go on: whoever finds one can only make us say less, and old mail must stay
    stoppable.
    """
    RevokedLinks.objects.update_or_create(
        organization=organization, member=member, defaults={"made_until": now, "revoked_by": actor}
    )
    record_audit(
        organization=organization,
        action="links.revoked",
        subject=member.external_id,
        detail={},
        actor=actor,
        now=now,
    )
