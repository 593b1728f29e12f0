"""Whole lists of addresses that must not be used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.consent.lists import NewSuppression, Rejected, read_list
from forenotice.consent.operations.suppressing import suppress


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What became of a list: its rows, how many addresses are new, and what was not understood."""

    rows: int
    added: int
    rejected: Sequence[Rejected]

    @property
    def known(self) -> int:
        """How many rows changed nothing."""
        return self.rows - self.added - len(self.rejected)


@transaction.atomic
def import_list(
    *, organization: Organization, lines: Iterable[str], dry_run: bool = False, actor: str, now: datetime
) -> ImportedList:
    """Take in a list of suppressions; what is understood counts, whatever else stands there.

    Raise :class:`~forenotice.consent.errors.FileRefusedError`, and change nothing, for what is no list.
    """
    found = list(read_list(lines, organization.time_zone))
    wanted = [row for row in found if isinstance(row, NewSuppression)]
    rejected = [row for row in found if isinstance(row, Rejected)]
    # One that has ended already would suppress nothing.
    wanted = [row for row in wanted if row.ends_at is None or row.ends_at > now]
    done = suppress(organization=organization, wanted=wanted, actor=actor, now=now)
    if dry_run:
        transaction.set_rollback(True)
    return ImportedList(len(found), done.added, rejected)
