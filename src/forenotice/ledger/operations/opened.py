"""One subscription, opened to set parts of it against what its source says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.kernel.local_time import local_day
from forenotice.ledger.agreement import Agreement, told_moment
from forenotice.ledger.bulk import insert_rows, keep_json, lock_ledger, update_rows
from forenotice.ledger.corrected import SET, Held, said_of, undone
from forenotice.ledger.errors import UnknownSubscriptionError
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.models import Change, Correction, Subscription
from forenotice.ledger.operations.due_book import DueBook
from forenotice.ledger.states import Part
from forenotice.ledger.stored import Stored, subscriptions_numbered


class Opened:
    """One subscription, open for corrections inside a transaction that holds the ledger."""

    def __init__(self, organization: Organization, subscription_id: int, actor: str, now: datetime) -> None:
        lock_ledger(organization)
        found = subscriptions_numbered(organization, [subscription_id])
        if not found:
            raise UnknownSubscriptionError("There is no subscription of that number.")
        self.organization, self.actor, self.now = organization, actor, now
        self.stored: Stored = found[0]
        self.told: SubscriptionFacts = self.stored.told
        rows = Correction.objects.filter(organization=organization, subscription_id=subscription_id)
        self._rows = {row.part: row for row in rows}
        self._said: set[Part] = set()

    @property
    def today(self) -> date:
        """The member's local day."""
        return local_day(self.now, self.told.member.zone or self.organization.time_zone)

    def now_as(self, told: SubscriptionFacts) -> Stored:
        """The subscription as it is with these facts."""
        return replace(self.stored, told=told)

    def said(self, part: Part) -> SubscriptionFacts:
        """The facts as the source says them in one part."""
        row = self._rows.get(part)
        return self.told if row is None else undone(self.told, Held(part, row.value, row.told))

    def _as_the_source_says(self) -> SubscriptionFacts:
        """The facts as the source says them in every part: some give others their meaning."""
        facts = self.told
        for part, row in self._rows.items():
            facts = undone(facts, Held(part, row.value, row.told))
        return facts

    def ends_on(self, part: Part) -> date | None:
        """The day on which its correction ends by itself."""
        row = self._rows.get(part)
        return row.ends_on if row is not None else None

    def set(self, part: Part, *, ends_on: date | None = None, **columns: Any) -> None:
        """Set the columns of a part; what the source says as well is no correction."""
        told = said_of(part, self._as_the_source_says())
        self._said.add(part)
        self.told = replace(self.told, **columns)
        said = said_of(part, self.told)
        value = {name: said[name] for name in SET[part]}
        if all(told[name] == each for name, each in value.items()):
            self._forget(part)
            return
        row = self._rows.setdefault(
            part, Correction(organization=self.organization, subscription_id=self.stored.id, part=part)
        )
        row.value, row.told = value, told
        row.ends_on, row.at, row.actor = ends_on, self.now, self.actor
        row.save()

    def take_back(self, part: Part) -> None:
        """Believe the source again in a part."""
        self.told = self.said(part)
        self._forget(part)

    def write(self, book: DueBook | None = None, further: Mapping[str, Any] | None = None) -> bool:
        """Write what was set, the change, and the due dates that follow; True when anything changed.

        ``further`` are differences besides those of columns. A ``book`` has settled the due dates already.
        """
        names = [name for names in SET.values() for name in names]
        before = self.stored.told
        pairs = ((name, getattr(before, name), getattr(self.told, name)) for name in names)
        difference = {name: [old, new] for name, old, new in pairs if old != new}
        said = difference | dict(further or {})
        if not said:
            return False
        number, now = self.stored.id, self.now
        columns = ("id", "changed_at", *difference)
        update_rows(Subscription, columns, [(number, now, *(new for _, new in difference.values()))])
        change = (number, self.organization.pk, now, self.actor, keep_json(said))
        insert_rows(Change, ("subscription_id", "organization_id", "at", "actor", "difference"), [change])
        if book is None:
            book = DueBook(self.organization, [number], [self.stored.member_id], now)
            agreement = self.now_as(self.told).agreement(self.organization)
            book.settle(replace(agreement, is_by_hand=self._is_day_said(agreement)), before)
        book.write()
        record_audit(
            organization=self.organization,
            action="subscription.corrected",
            subject=self.stored.external_id,
            detail={"fields": list(said)},
            actor=self.actor,
            now=now,
        )
        return True

    def _is_day_said(self, agreement: Agreement) -> bool:
        """Whether a person says when the next payment is; in a trial without one, by saying when it ends."""
        moved = agreement.next_payment() != told_moment(self.stored.told, agreement.zone)
        return moved and not self._said.isdisjoint((Part.DUE, Part.TRIAL))

    def _forget(self, part: Part) -> None:
        row = self._rows.pop(part, None)
        if row is not None:
            row.delete()
