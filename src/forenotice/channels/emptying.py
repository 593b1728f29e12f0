"""The test mailbox is emptied by a person, when what was rehearsed is read."""

from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.channels.mailbox.shelf import throw_away
from forenotice.channels.queries import mailbox_directory


def empty_mailbox(*, organization: Organization, actor: str, now: datetime) -> int:
    """Delete every letter of the organization's test mailbox; how many there were."""
    number = throw_away(mailbox_directory(organization))
    record_audit(
        organization=organization,
        action="mailbox.empty",
        subject=organization.key,
        detail={"letters": number},
        actor=actor,
        now=now,
    )
    return number
