"""A member by what a person calls them, and what they wish."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from forenotice.accounts.models import Organization
from forenotice.consent.addresses import canonical
from forenotice.consent.errors import AmbiguousMemberError, UnknownMemberError
from forenotice.consent.models import Preference
from forenotice.consent.queries.listing import SuppressionTold, suppressions_among
from forenotice.ledger.models import Member
from forenotice.ledger.queries import members_by, read_contacts

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class PreferenceTold:
    """What a member wishes; what is empty is as the source says. ``changed_at`` is None if that is all.

    ``lead_days`` is how many days before a payment they want to be reminded; None as the rules say.
    """

    wants_courtesy: bool = True
    locale: str = ""
    address: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    lead_days: int | None = None


def member_by(organization: Organization, text: str) -> Member:
    """The one member meant by an id, else by an email address; raise when there is none, or several."""
    found = members_by(organization, text)
    if not found:
        raise UnknownMemberError(f'There is no member "{text}". Give their id or their email address.')
    if len(found) > 1:
        ids = ", ".join(each.external_id for each in found[:_MOST_NAMED])
        more = " and more" if len(found) > _MOST_NAMED else ""
        raise AmbiguousMemberError(
            f'"{text}" stands for several members. Give the id of one of them: {ids}{more}.'
        )
    return found[0]


def preference_of(member: Member) -> PreferenceTold:
    """What a member wishes."""
    row = Preference.objects.filter(organization=member.organization_id, member=member).first()
    if row is None:
        return PreferenceTold()
    return PreferenceTold(
        row.wants_courtesy, row.locale, row.address, row.changed_at, row.changed_by, row.lead_days
    )


class AddressTold(NamedTuple):
    """One of a member's addresses: whose it is, and the suppression that stands against it, if one does."""

    address: str
    whose: str
    is_wished: bool
    suppression: SuppressionTold | None


def addresses_told(member: Member, wishes: PreferenceTold, *, now: datetime) -> list[AddressTold]:
    """Where mail for a member goes or might go: as wished, as the source says, and to their contacts."""
    found = {wishes.address: ""} | {member.email: ""} | dict(read_contacts(member.details))
    standing = suppressions_among(member.organization, found, now=now)
    return [
        AddressTold(address, whose, address == wishes.address, standing.get(canonical(address)))
        for address, whose in found.items()
        if address
    ]


def suppressions_of(member: Member, *, now: datetime) -> list[SuppressionTold]:
    """The addresses of a member and their contacts that must not be used now."""
    addresses = [member.email, preference_of(member).address]
    addresses += [address for address, _ in read_contacts(member.details)]
    return list(suppressions_among(member.organization, addresses, now=now).values())
