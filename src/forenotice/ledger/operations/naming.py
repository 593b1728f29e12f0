"""Members and products told of by themselves, without a subscription."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import insert_rows, keep_json, lock_ledger
from forenotice.ledger.erased import erased_members_among
from forenotice.ledger.facts import MemberFacts, ProductFacts
from forenotice.ledger.models import Change, Member
from forenotice.ledger.operations.due_book import settle_again
from forenotice.ledger.operations.members import KnownMembers, known_members
from forenotice.ledger.operations.products import known_products
from forenotice.ledger.operations.surroundings import follow_product
from forenotice.ledger.operations.telling import Recorded
from forenotice.ledger.operations.touching import touch_members
from forenotice.ledger.operations.wording import write_words
from forenotice.ledger.states import Effect
from forenotice.ledger.stored import subscriptions_of_members

_ERASED = "This member was erased at their own wish. Take them out of this source too."


@transaction.atomic
def record_members(
    *, organization: Organization, source: str, members: Sequence[MemberFacts], actor: str, now: datetime
) -> Recorded:
    """Write what a source told of up to a few thousand members; their subscriptions follow.

    What was told replaces what stood. A member whom another source owns is refused, and so is one who was
    erased, until they come back with a new subscription.
    """
    lock_ledger(organization)
    erased = _erased(organization, source, [each.external_id for each in members])
    found = known_members(organization, source, [each for each in members if each.external_id not in erased])
    found.refused |= dict.fromkeys(erased, _ERASED)
    fresh = {key for key, number in found.ids.items() if number not in found.known}
    recorded = _recorded(found.ids, found.refused, fresh, found.differences)
    _follow_members(organization, found, actor, now)
    return recorded


def _erased(organization: Organization, source: str, external_ids: Sequence[str]) -> set[str]:
    """Those who were erased and have not come back."""
    erased = erased_members_among(organization, source, external_ids)
    if not erased:
        return set()
    rows = Member.objects.filter(organization=organization, source=source, external_id__in=erased)
    return set(erased).difference(rows.values_list("external_id", flat=True))


def _follow_members(organization: Organization, found: KnownMembers, actor: str, now: datetime) -> None:
    """Write down in each subscription how its member changed, and settle those of members who moved."""
    differences = {found.ids[key]: difference for key, difference in found.differences.items()}
    if not differences:
        return
    theirs = subscriptions_of_members(organization, list(differences))
    changes = [(row.id, organization.pk, now, actor, keep_json(differences[row.member_id])) for row in theirs]
    insert_rows(Change, ("subscription_id", "organization_id", "at", "actor", "difference"), changes)
    # Who has no subscription leaves no change behind, by which their new words would be found.
    write_words(organization, differences.keys() - {row.member_id for row in theirs})
    if found.readdressed:
        touch_members(organization=organization, member_ids=found.readdressed)
    moved = set(found.moved)
    if moved:
        settle_again(organization, [row.id for row in theirs if row.member_id in moved], now)


@transaction.atomic
def record_products(
    *, organization: Organization, source: str, products: Sequence[ProductFacts], now: datetime
) -> Recorded:
    """Write what a source told of products; subscriptions that have their interval from one follow.

    A product that the owner declared only has its blanks filled; one that another source owns is refused.
    """
    lock_ledger(organization)
    found = known_products(organization, source, products)
    for key, changed in found.changed.items():
        if {"interval_count", "interval_unit"} & changed:
            follow_product(organization=organization, product_id=found.ids[key], now=now)
    return _recorded(found.ids, found.refused, found.fresh, found.changed)


def _recorded(
    ids: Mapping[str, int], refused: Mapping[str, str], fresh: Container[str], changed: Container[str]
) -> Recorded:
    """What became of each, by the id it was told with."""
    recorded = Recorded(refused=list(refused.items()))
    created = [one for one in ids.items() if one[0] in fresh]
    known = [one for one in ids.items() if one[0] not in fresh]
    recorded.created = recorded.count(created, Effect.CREATED)
    recorded.changed = recorded.count((one for one in known if one[0] in changed), Effect.CHANGED)
    recorded.unchanged = recorded.count((one for one in known if one[0] not in changed), Effect.SAME)
    return recorded
