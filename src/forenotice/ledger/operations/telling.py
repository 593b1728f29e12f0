"""One telling of a source: which rows it makes, which it changes, and which it may not touch."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import UnknownZoneError, zone
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.bulk import (
    insert_rows,
    keep_details,
    keep_json,
    new_ids,
    read_json,
    update_rows,
)
from forenotice.ledger.cycles import interval_of
from forenotice.ledger.erased import erased_among
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.models import Change, Sighting, Subscription
from forenotice.ledger.operations.corrections import Corrections
from forenotice.ledger.operations.due_book import DueBook, settle_again
from forenotice.ledger.operations.members import Difference, KnownMembers, known_members
from forenotice.ledger.operations.products import KnownProducts, known_products
from forenotice.ledger.operations.touching import touch_members
from forenotice.ledger.states import Effect
from forenotice.ledger.stored import TOLD, Stored, subscriptions_of_members, subscriptions_told

_told_values = attrgetter(*TOLD)
_NEW = ("id", "organization_id", "source", "external_id", "created_at", "changed_at", "gone_at")
_KEPT = ("member_id", "product_id", "details", *TOLD)
_SIGHTING = ("subscription_id", "organization_id", "fingerprint", "seen_at", "lapsed_source")


@dataclass(slots=True)
class Recorded:
    """How many were new, changed and as before, and those refused: their ids and why.

    ``effects`` are the row and what became of it, by the id it was told with.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    effects: dict[str, tuple[int, Effect]] = field(default_factory=dict)

    def add(self, other: "Recorded") -> None:
        """Count another telling in."""
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.refused += other.refused
        self.effects |= other.effects

    def count(self, found: Iterable[tuple[str, int]], effect: Effect) -> int:
        """Count in what became so, by ids and rows; how many there were."""
        before = len(self.effects)
        # One value for all of them, because the members of an enum are slow to come by.
        self.effects.update((key, (number, effect)) for key, number in found)
        return len(self.effects) - before


class Telling:
    """What is known while the facts of one telling are written. Used once, inside a transaction."""

    def __init__(self, organization: Organization, source: str, actor: str, now: datetime) -> None:
        """Nothing is read before the facts are there."""
        self.organization, self.source, self.actor, self.now = organization, source, actor, now
        self.recorded = Recorded()
        self.members, self.products = KnownMembers(), KnownProducts()

    def record(self, facts: Sequence[SubscriptionFacts]) -> Recorded:
        """Write them; see :func:`~forenotice.ledger.operations.record_facts`."""
        stored, accepted = self._stored(self._unerased(self._sound(facts)))
        self.products = known_products(self.organization, self.source, (each.product for each in accepted))
        accepted = self._without(accepted, attrgetter("product.external_id"), self.products.refused)
        self.members = known_members(self.organization, self.source, (each.member for each in accepted))
        accepted = self._without(accepted, attrgetter("member.external_id"), self.members.refused)
        if self.members.places:
            accepted = [self._placed(each) for each in accepted]
        ids = [row.id for row in stored.values()]
        book = DueBook(self.organization, ids, sorted(self.members.known), self.now)
        corrections = Corrections(self.organization, ids)
        self._write_new([each for each in accepted if each.external_id not in stored], book)
        known = [(each, stored[each.external_id]) for each in accepted if each.external_id in stored]
        self._write_known([(corrections.over(row.id, told), row) for told, row in known], book)
        corrections.forget_ended()
        book.write()
        self._follow_moved_members(set(ids))
        if self.members.readdressed:
            touch_members(organization=self.organization, member_ids=self.members.readdressed)
        return self.recorded

    def _sound(self, facts: Iterable[SubscriptionFacts]) -> list[SubscriptionFacts]:
        """The facts that can be placed: an id once, and a zone that exists."""
        once: dict[str, SubscriptionFacts] = {}
        for each in facts:
            if each.external_id in once:
                self._refuse(each, f'The id "{each.external_id}" is told more than once.')
                continue
            if each.member.zone:
                try:
                    zone(each.member.zone)
                except UnknownZoneError as error:
                    self._refuse(each, str(error))
                    continue
            once[each.external_id] = each
        return list(once.values())

    def _unerased(self, facts: Sequence[SubscriptionFacts]) -> list[SubscriptionFacts]:
        """The facts without those of members who asked to be forgotten."""
        erased = erased_among(self.organization, self.source, [each.external_id for each in facts])
        sentence = "Its member was erased at their own wish. Take them out of this source too."
        return self._without(facts, attrgetter("external_id"), dict.fromkeys(erased, sentence))

    def _stored(
        self, facts: Sequence[SubscriptionFacts]
    ) -> tuple[dict[str, Stored], list[SubscriptionFacts]]:
        """The subscriptions that are there already, and the facts whose ids no other source owns."""
        own: dict[str, Stored] = {}
        refused: dict[str, str] = {}
        for row in subscriptions_told(self.organization, [each.external_id for each in facts]):
            if row.source == self.source:
                own[row.external_id] = row
            else:
                refused[row.external_id] = (
                    f'The subscription "{row.external_id}" belongs to the source "{row.source}". '
                    "Tell of it under that name, or give subscriptions of this source ids of their own."
                )
        refused = {key: words for key, words in refused.items() if key not in own}
        return own, self._without(facts, attrgetter("external_id"), refused)

    def _without(
        self,
        facts: Sequence[SubscriptionFacts],
        key: Callable[[SubscriptionFacts], str],
        refused: dict[str, str],
    ) -> list[SubscriptionFacts]:
        if not refused:
            return list(facts)
        for each in facts:
            if key(each) in refused:
                self._refuse(each, refused[key(each)])
        return [each for each in facts if key(each) not in refused]

    def _placed(self, facts: SubscriptionFacts) -> SubscriptionFacts:
        """The facts with where a member is at home who was only referred to."""
        place = self.members.places.get(facts.member.external_id)
        if place is None:
            return facts
        zone_name, country = place
        return replace(facts, member=replace(facts.member, zone=zone_name, country=country))

    def _refuse(self, facts: SubscriptionFacts, sentence: str) -> None:
        self.recorded.refused.append((facts.external_id, sentence))

    def _agreement(self, number: int, told: SubscriptionFacts) -> Agreement:
        product = told.product.external_id
        own = interval_of(told.interval_count, told.interval_unit)
        return Agreement(
            self.organization.pk,
            number,
            self.members.ids[told.member.external_id],
            self.products.ids[product],
            told,
            told.member.zone or self.organization.time_zone,
            told.currency or self.organization.currency,
            own or self.products.intervals[product],
        )

    def _write_new(self, facts: Sequence[SubscriptionFacts], book: DueBook) -> None:
        place, source, now = self.organization.pk, self.source, self.now
        subscriptions, sightings = [], []
        for number, told in zip(new_ids(Subscription, len(facts)), facts, strict=True):
            agreement = self._agreement(number, told)
            subscriptions.append((number, place, source, told.external_id, now, now, None, *_kept(agreement)))
            sightings.append((number, place, told.fingerprint, now, ""))
            book.settle(agreement, None)
        insert_rows(Subscription, (*_NEW, *_KEPT), subscriptions)
        insert_rows(Sighting, _SIGHTING, sightings)
        self.recorded.created += self.recorded.count(
            ((row[3], row[0]) for row in subscriptions), Effect.CREATED
        )

    def _write_known(self, pairs: Sequence[tuple[SubscriptionFacts, Stored]], book: DueBook) -> None:
        changed, seen, changes = [], [], []
        now = self.now
        for told, stored in pairs:
            agreement = self._agreement(stored.id, told)
            difference = _difference(stored, agreement) | self.members.differences.get(
                told.member.external_id, {}
            )
            if not difference:
                seen.append((stored.id, told.fingerprint, now))
                continue
            book.settle(agreement, stored.told)
            changed.append((stored.id, now, None, *_kept(agreement)))
            changes.append((stored.id, self.organization.pk, now, self.actor, keep_json(difference)))
        update_rows(Subscription, ("id", "changed_at", "gone_at", *_KEPT), changed)
        update_rows(Sighting, ("subscription_id", "fingerprint", "seen_at"), seen)
        fresh = {stored.id: told.fingerprint for told, stored in pairs}
        told_anew = [(row[0], fresh[row[0]], now, "") for row in changed]
        update_rows(Sighting, ("subscription_id", "fingerprint", "seen_at", "lapsed_source"), told_anew)
        insert_rows(Change, ("subscription_id", "organization_id", "at", "actor", "difference"), changes)
        keys = {stored.id: stored.external_id for _, stored in pairs}
        recorded = self.recorded
        recorded.changed += recorded.count(((keys[row[0]], row[0]) for row in changed), Effect.CHANGED)
        recorded.unchanged += recorded.count(((keys[row[0]], row[0]) for row in seen), Effect.SAME)

    def _follow_moved_members(self, seen: set[int]) -> None:
        """The other subscriptions of members whose zone or country changed have the same member."""
        if self.members.moved:
            others = subscriptions_of_members(self.organization, self.members.moved)
            settle_again(self.organization, [row.id for row in others if row.id not in seen], self.now)


def _kept(agreement: Agreement) -> tuple[Any, ...]:
    """The columns of a subscription, in the order of ``_KEPT``."""
    told = agreement.told
    return (agreement.member_id, agreement.product_id, keep_details(told.details), *_told_values(told))


def _difference(stored: Stored, agreement: Agreement) -> Difference:
    """What stood and what stands now, by column."""
    told = agreement.told
    before, after = _told_values(stored.told), _told_values(told)
    found: Difference = {}
    if before != after:
        pairs = zip(TOLD, before, after, strict=True)
        found = {name: [old, new] for name, old, new in pairs if old != new}
    if stored.member_id != agreement.member_id:
        found["member"] = [stored.told.member.external_id, told.member.external_id]
    if stored.product_id != agreement.product_id:
        found["product"] = [stored.told.product.external_id, told.product.external_id]
    if stored.gone_at is not None:
        found["gone"] = [True, False]
    details = keep_details(told.details)
    if stored.details != details and read_json(stored.details) != read_json(details):
        found["details"] = [read_json(stored.details), told.details]
    return found
