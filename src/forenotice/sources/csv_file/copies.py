"""Copies of files that came: the newest few are kept, the others deleted, for they name people."""

from pathlib import Path

from forenotice.accounts.models import Organization
from forenotice.sources.models import RejectedRow, Snapshot
from forenotice.sources.states import Stage

KEPT = 3
"""Of how many of a source's files the copies are kept: enough to see what changed from one to the next."""


def delete_old_copies(organization: Organization, source_key: str) -> list[str]:
    """Delete all but a source's newest copies, with the words of their rejected rows.

    What became of those files stays known. A copy that an unfinished import needs stays too. Return sentences
    on copies that cannot be deleted.
    """
    snapshots = Snapshot.objects.filter(organization=organization, source__key=source_key)
    copied = list(snapshots.exclude(stored_as="").order_by("-told_at", "-pk"))
    kept = [one for place, one in enumerate(copied) if place < KEPT or one.stage == Stage.APPLYING]
    # The same file, told again, is one copy.
    needed = {one.stored_as for one in kept}
    troubles = []
    for old in copied:
        if old in kept:
            continue
        try:
            if old.stored_as not in needed:
                Path(old.stored_as).unlink(missing_ok=True)
        except OSError as error:
            troubles.append(f"The old copy {old.stored_as} cannot be deleted: {error.strerror}.")
            continue
        RejectedRow.objects.filter(organization=organization, snapshot=old).delete()
        Snapshot.objects.filter(organization=organization, pk=old.pk).update(stored_as="")
    return troubles
