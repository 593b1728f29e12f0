"""An address that a member typed is theirs once they opened the link that was sent there, and not before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from forenotice.accounts.models import Organization
from forenotice.consent.addresses import canonical
from forenotice.consent.links import LIFETIMES, Purpose
from forenotice.consent.models import AskedAddress
from forenotice.consent.operations.preferring import fit_address, set_preference
from forenotice.consent.queries.asked import link_subject
from forenotice.consent.queries.listing import suppressions_among
from forenotice.ledger.models import Member

_APART = timedelta(minutes=10)
"""What somebody types on a page makes us write no more often than that."""

_AT_ONCE = 100


class Asked(NamedTuple):
    """An address at which a member is to be asked, and what the link to there says of it."""

    member: Member
    address: str
    subject: int


@transaction.atomic
def ask_for_address(*, organization: Organization, member: Member, address: str, now: datetime) -> None:
    """Remember an address until its reader confirms it; a letter is sent there soon.

    Raise :class:`~forenotice.consent.errors.UnfitAddressError` for what is none.
    """
    wanted = fit_address(address)
    known = AskedAddress.objects.filter(organization=organization, member=member).first()
    if known is None or known.address != wanted or known.asked_at <= now - LIFETIMES[Purpose.ADDRESS]:
        AskedAddress.objects.update_or_create(
            organization=organization,
            member=member,
            defaults={"address": wanted, "asked_at": now, "is_told": False},
        )


def take_addresses_to_ask(*, organization: Organization, now: datetime) -> Sequence[Asked]:
    """The addresses at which somebody is to be asked now, each marked first so that none is asked twice."""
    fresh = AskedAddress.objects.filter(
        organization=organization, asked_at__gt=now - LIFETIMES[Purpose.ADDRESS]
    )
    may_be_told = Q(told_at__isnull=True) | Q(told_at__lte=now - _APART)
    found = list(fresh.filter(may_be_told, is_told=False).select_related("member").order_by("pk")[:_AT_ONCE])
    closed = suppressions_among(organization, [row.address for row in found], now=now)
    taken = [
        row
        for row in found
        # Whoever is faster marks it, and an address that was asked for meanwhile waits.
        if AskedAddress.objects.filter(
            organization=organization, pk=row.pk, address=row.address, is_told=False
        ).update(is_told=True, told_at=now)
    ]
    return [
        Asked(row.member, row.address, link_subject(row))
        for row in taken
        if canonical(row.address) not in closed
    ]


@transaction.atomic
def confirm_address(
    *, organization: Organization, member: Member, subject: int, actor: str, now: datetime
) -> bool:
    """Use the address from now on; False when the link was of one that nobody asks for any more."""
    rows = AskedAddress.objects.select_for_update().filter(organization=organization, member=member)
    row = rows.first()
    if row is None or link_subject(row) != subject:
        return False
    set_preference(organization=organization, member=member, address=row.address, actor=actor, now=now)
    row.delete()
    return True
