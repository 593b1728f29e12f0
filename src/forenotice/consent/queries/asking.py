"""What stands against writing, asked once for many due dates: for the last look, and for who foresees it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from forenotice.accounts.models import Organization
from forenotice.consent.addresses import canonical, is_address
from forenotice.consent.states import SuppressionReason
from forenotice.kernel.message import MessageClass
from forenotice.kernel.once import already_read, read_once
from forenotice.ledger.bulk import among, read_moment, select
from forenotice.ledger.models import Member
from forenotice.ledger.queries import Known, facts_for

_IS_ANY = (
    "SELECT EXISTS (SELECT 1 FROM consent_preference WHERE organization_id = %s),"
    " EXISTS (SELECT 1 FROM consent_suppression WHERE organization_id = %s AND lifted_at IS NULL)"
)
_WISHES = (
    "SELECT member_id, wants_courtesy, locale, address FROM consent_preference"
    " WHERE organization_id = %s AND "
)
_SUPPRESSED = (
    "SELECT canonical, ends_at, reason FROM consent_suppression"
    " WHERE organization_id = %s AND lifted_at IS NULL AND "
)
CAME_BACK = frozenset({SuppressionReason.HARD_BOUNCE.value, SuppressionReason.SOFT_BOUNCES.value})


class Wishes(NamedTuple):
    """What a member wishes; what is empty is as the source says."""

    wants_courtesy: bool
    locale: str
    address: str


class Suppressed(NamedTuple):
    """Until when an address must not be used, None for ever, and whether that is because mail came back."""

    ends_at: datetime | None
    came_back: bool

    def holds(self, at: datetime) -> bool:
        """Whether it still stands at a moment."""
        return self.ends_at is None or self.ends_at > at


class Consent(NamedTuple):
    """What some members wish, and which of their addresses are suppressed, by their canonical form."""

    wishes: Mapping[int, Wishes] = MappingProxyType({})
    suppressed: Mapping[str, Suppressed] = MappingProxyType({})

    def wants(self, member_id: int, message_class: MessageClass) -> bool:
        """Whether a member wants to be told; what law or network demands is not for them to decline."""
        wishes = self.wishes.get(member_id)
        return wishes is None or wishes.wants_courtesy or message_class is MessageClass.REQUIRED

    def may_write_to(self, address: str, at: datetime) -> bool:
        """Whether an address may be used at a moment."""
        return not self.suppressed or self._why_not(address, at) is None

    def as_wished(self, known: Known, at: datetime) -> Known:
        """What is known, in the language and with the address that the member wishes at a moment."""
        wishes = self.wishes.get(known.member_id)
        if wishes is None:
            return known
        email = self.address(known.email, wishes.address, at)
        return known._replace(locale=wishes.locale or known.locale, email=email)

    def address(self, theirs: str, wished: str, at: datetime) -> str:
        """Where a member is written to at a moment: as they wish, else at the address of their source.

        That one also stands in where mail to the wished one came back. Who complained there, or was silenced
        by a person, is not sought out elsewhere.
        """
        why_not = self._why_not(wished, at) if wished and self.suppressed else None
        if why_not is not None and why_not.came_back and is_address(theirs) and self.may_write_to(theirs, at):
            return theirs
        return wished or theirs

    def _why_not(self, address: str, at: datetime) -> Suppressed | None:
        found = self.suppressed.get(canonical(address))
        return found if found is not None and found.holds(at) else None


NOTHING_STANDS_AGAINST = Consent()
EVERY_SUPPRESSED = "every-suppressed"
"""Under this name whoever reads all that an organization suppresses leaves it for those who ask for a few."""


def consent_around(
    organization: Organization, known: Collection[Known], more_addresses: Iterable[str] = ()
) -> Consent:
    """What stands against writing to the members of these due dates, or to some more addresses.

    It costs one quick question where nobody ever wished anything and no address is suppressed.
    """
    more = tuple(more_addresses)
    question = ("consent", organization.pk, frozenset(each.due_date_id for each in known), more)
    return read_once(question, lambda: _consent_around(organization, known, more))


def _consent_around(organization: Organization, known: Collection[Known], more: Iterable[str]) -> Consent:
    every: Mapping[str, Suppressed] | None = already_read((EVERY_SUPPRESSED, organization.pk))
    if every is not None:
        return Consent(_wishes(organization, {each.member_id for each in known}), every)
    ((is_any_wish, is_any_suppressed),) = select(_IS_ANY, [organization.pk, organization.pk])
    wishes = _wishes(organization, {each.member_id for each in known}) if is_any_wish else {}
    if not is_any_suppressed:
        return Consent(wishes) if wishes else NOTHING_STANDS_AGAINST
    wished = (each.address for each in wishes.values() if each.address)
    addresses = chain.from_iterable(addresses_of(each) for each in known)
    return Consent(wishes, _suppressed(organization, chain(wished, addresses, more)))


def facts_as_wished(
    organization: Organization, due_date_ids: Collection[int], at: datetime
) -> Mapping[int, Known]:
    """What is known around each of these due dates, in the language and with the address that is wished."""
    known = facts_for(organization, due_date_ids)
    consent = consent_around(organization, known.values())
    return {due_date_id: consent.as_wished(each, at) for due_date_id, each in known.items()}


def reaches(member: Member, wished: str, *, now: datetime) -> bool:
    """Whether a member who wishes that address may be written to now, there or at their source's."""
    consent = Consent(suppressed=_suppressed(member.organization, [member.email, wished]))
    return consent.may_write_to(consent.address(member.email, wished, now), now)


def addresses_of(known: Known) -> Iterable[str]:
    """Every address that may belong to a member: their own and their contacts'."""
    yield known.email
    for address, _ in known.contacts:
        yield address


def _wishes(organization: Organization, member_ids: Collection[int]) -> Mapping[int, Wishes]:
    condition, param = among("member_id", member_ids)
    rows = select(_WISHES + condition, [organization.pk, param])
    return {row[0]: Wishes(bool(row[1]), row[2], row[3]) for row in rows}


def _suppressed(organization: Organization, addresses: Iterable[str]) -> Mapping[str, Suppressed]:
    names = {canonical(address) for address in addresses if is_address(address)}
    condition, param = among("canonical", names)
    rows = select(_SUPPRESSED + condition, [organization.pk, param])
    return {row[0]: Suppressed(read_moment(row[1]), row[2] in CAME_BACK) for row in rows}
