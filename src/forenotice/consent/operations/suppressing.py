"""Addresses that must not be used from now on, and those that may be used again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.consent.addresses import canonical, is_mailbox
from forenotice.consent.errors import UnfitAddressError
from forenotice.consent.lists import NewSuppression
from forenotice.consent.models import Preference, Suppression
from forenotice.consent.queries.listing import SuppressionTold, told
from forenotice.consent.states import SuppressionReason
from forenotice.ledger.operations import touch_members
from forenotice.ledger.queries import members_by_address, members_with_address

_AT_ONCE = 1_000
_LONGEST_DETAIL = 500


class Suppressed(NamedTuple):
    """The suppressions that stand for the addresses asked for, in that order, and which of them are new."""

    standing: Sequence[SuppressionTold]
    new_ids: frozenset[int]

    @property
    def added(self) -> int:
        """How many are new."""
        return len(self.new_ids)


@transaction.atomic
def suppress(
    *, organization: Organization, wanted: Sequence[NewSuppression], actor: str, now: datetime
) -> Suppressed:
    """Use these addresses no more. One that is suppressed for as long already stays as it is.

    Raise :class:`UnfitAddressError`, and change nothing, when one of them is no address.
    """
    for each in wanted:
        if not is_mailbox(each.address.strip()):
            raise UnfitAddressError(f'"{each.address}" is not an email address.')
    standing: list[SuppressionTold] = []
    new: dict[int, SuppressionReason] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        fresh = _write(organization, some, actor, now)
        rows = _open_rows(organization, (each.address for each in some))
        if fresh:
            # What is said ahead of time to whoever is known by these addresses is counted anew.
            theirs = members_by_address(organization, [each.address for each in some])
            touch_members(organization=organization, member_ids=theirs)
        standing += [told(rows[canonical(each.address)]) for each in some]
        new |= {rows[name].pk: SuppressionReason(rows[name].reason) for name in fresh}
    if new:
        # Addresses are personal, and the rows know them.
        record_audit(
            organization=organization,
            action="suppressions.added",
            subject=str(*new) if len(new) == 1 else "",
            detail={str(reason): count for reason, count in Counter(new.values()).items()},
            actor=actor,
            now=now,
        )
    return Suppressed(standing, frozenset(new))


@transaction.atomic
def lift(
    *, organization: Organization, addresses: Iterable[str], actor: str, now: datetime
) -> Sequence[SuppressionTold]:
    """Let these addresses be used again, and return the suppressions that were open.

    Planning looks again at the reminders that were withheld for it and may still leave.
    """
    rows = list(_open_rows(organization, addresses).values())
    if not rows:
        return []
    _close(organization, rows, actor, now)
    record_audit(
        organization=organization,
        action="suppressions.lifted",
        subject=str(rows[0].pk) if len(rows) == 1 else "",
        detail={"count": len(rows)},
        actor=actor,
        now=now,
    )
    touch_members(organization=organization, member_ids=_reached_by(organization, rows))
    return [told(row) for row in rows]


def _write(
    organization: Organization, wanted: Iterable[NewSuppression], actor: str, now: datetime
) -> Iterable[str]:
    """Write what is not there yet, and put what lasts longer in the place of what ends sooner."""
    by_name: dict[str, NewSuppression] = {}
    for each in wanted:
        name = canonical(each.address)
        if name not in by_name or _lasts_longer(each.ends_at, by_name[name].ends_at):
            by_name[name] = each
    standing = _open_rows(organization, by_name)
    outlasted = [row for name, row in standing.items() if _lasts_longer(by_name[name].ends_at, row.ends_at)]
    _close(organization, outlasted, actor, now)
    for row in outlasted:
        del standing[row.canonical]
    fresh = {name: each for name, each in by_name.items() if name not in standing}
    # Another worker may have been told of the same address in this very moment.
    Suppression.objects.bulk_create(
        (_row(organization, name, each, actor, now) for name, each in fresh.items()), ignore_conflicts=True
    )
    return fresh


def _row(
    organization: Organization, name: str, wanted: NewSuppression, actor: str, now: datetime
) -> Suppression:
    return Suppression(
        organization=organization,
        address=wanted.address.strip(),
        canonical=name,
        reason=wanted.reason,
        detail=wanted.detail[:_LONGEST_DETAIL],
        actor=actor,
        began_at=wanted.began_at or now,
        ends_at=wanted.ends_at,
    )


def _lasts_longer(one: datetime | None, other: datetime | None) -> bool:
    return other is not None and (one is None or one > other)


def _open_rows(organization: Organization, addresses: Iterable[str]) -> dict[str, Suppression]:
    names = list({canonical(address) for address in addresses})
    found: dict[str, Suppression] = {}
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        rows = Suppression.objects.filter(
            organization=organization, canonical__in=some, lifted_at__isnull=True
        )
        found |= {row.canonical: row for row in rows}
    return found


def _close(organization: Organization, rows: Sequence[Suppression], actor: str, now: datetime) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        numbers = [row.pk for row in rows[start : start + _AT_ONCE]]
        some = Suppression.objects.filter(organization=organization, pk__in=numbers)
        some.update(lifted_at=now, lifted_by=actor)
    for row in rows:
        row.lifted_at, row.lifted_by = now, actor


def _reached_by(organization: Organization, rows: Iterable[Suppression]) -> set[int]:
    """The members who may be reached by these addresses again."""
    names = {row.canonical for row in rows} | {row.address.lower() for row in rows}
    wished = Preference.objects.filter(organization=organization).exclude(address="")
    found = {
        member
        for member, address in wished.values_list("member_id", "address")
        if canonical(address) in names
    }
    return found | set(members_with_address(organization, names))
