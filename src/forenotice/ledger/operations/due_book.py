"""The due dates of some subscriptions, opened together, thought about one by one, and written at once."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

from forenotice.accounts.models import Organization
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.bulk import insert_rows, new_ids, select, touch, update_rows
from forenotice.ledger.day_counts import mark_changed
from forenotice.ledger.derive import derive, derive_card, open_payment
from forenotice.ledger.due import NEW, Due
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.models import DueDate, ZoneInUse
from forenotice.ledger.rolling import has_passed
from forenotice.ledger.states import Closing
from forenotice.ledger.stored import (
    cards_of_members,
    due_dates_of_subscriptions,
    subscriptions_numbered,
    subscriptions_of_members,
)

_COLUMNS = Due._fields


class DueBook:
    """Opened for subscriptions and members that exist already; new ones have no due dates to read."""

    def __init__(
        self,
        organization: Organization,
        subscription_ids: Sequence[int],
        member_ids: Sequence[int],
        now: datetime,
    ) -> None:
        """Read what there is. ``member_ids`` are those whose cards may matter."""
        self.organization, self.now = organization, now
        self.rows = due_dates_of_subscriptions(organization, subscription_ids) if subscription_ids else {}
        self.cards = cards_of_members(organization, member_ids) if member_ids else {}
        opened = chain.from_iterable(chain(self.rows.values(), self.cards.values()))
        self.was_on = {row.id: row.due_on for row in opened}
        self.days: set[date] = set()
        self.changed: list[Due] = []
        self.freed: set[int] = set()
        self.touched: set[int] = set()

    def settle(self, agreement: Agreement, before: SubscriptionFacts | None) -> bool:
        """Bring the due dates of one subscription in line with it; True when that changed any."""
        rows = self.rows.get(agreement.subscription_id, ())
        if before is not None and _is_counted_elsewhere(agreement.told, before):
            self.days.update(row.due_on for row in rows if row.is_open)
        changed = derive(agreement, before, rows, self.now)
        return self.settle_card(agreement, rows, changed)

    def settle_card(self, agreement: Agreement, rows: Sequence[Due], changed: list[Due]) -> bool:
        """Take over what was derived, and bring the member's card in line with the payment to come."""
        cards = self.cards.get(agreement.member_id)
        if cards or agreement.told.card_expires_on is not None:
            cards = cards or []
            payment = open_payment(rows, changed)
            found, is_free = derive_card(agreement, payment, cards, self.now)
            if found:
                changed = changed + found
                told = {row.cycle for row in found}
                others = [row for row in cards if row.cycle not in told]
                self.cards[agreement.member_id] = others + found
            if is_free:
                self.freed.add(agreement.member_id)
        if changed:
            self.changed += changed
            self.touched.add(agreement.subscription_id)
        return bool(changed)

    def close_passed(self, agreement: Agreement) -> list[Due]:
        """Close what has passed of one subscription, and the card it speaks for; the rows as they were."""
        number, member = agreement.subscription_id, agreement.member_id
        rows, cards = self.rows.get(number, []), self.cards.get(member, [])
        own = [*rows, *(card for card in cards if card.subscription_id == number)]
        passed = [row for row in own if row.is_open and has_passed(row, self.now)]
        closed = {row.id: row.closed(Closing.PASSED, self.now) for row in passed}
        if closed:
            self.rows[number] = [closed.get(row.id, row) for row in rows]
            self.cards[member] = [closed.get(row.id, row) for row in cards]
            self.changed += closed.values()
            self.touched.add(number)
        return passed

    def change(self, changed: Sequence[Due]) -> Sequence[Due]:
        """Take over rows of one subscription as they are to be; all of its rows, then."""
        number = changed[0].subscription_id
        by_id = {row.id: row for row in changed}
        self.changed += changed
        self.touched.add(number)
        self.rows[number] = [by_id.get(row.id, row) for row in self.rows[number]]
        return self.rows[number]

    def write(self) -> None:
        """Write the due dates that changed, and tell who counts and plans which days and subscriptions."""
        self._write_rows()
        if self.freed:
            self._offer_freed_cards()
        touch(self.organization, self.touched)
        mark_changed(self.organization, self.days)

    def _write_rows(self) -> None:
        changed, self.changed = self.changed, []
        fresh = [row for row in changed if row.id == NEW]
        # A card may change hands twice in one telling; what it came to last counts.
        known = {row.id: row for row in changed if row.id != NEW}
        update_rows(DueDate, _COLUMNS, list(known.values()))
        numbers = new_ids(DueDate, len(fresh))
        added = [(number, *row[1:]) for number, row in zip(numbers, fresh, strict=True)]
        insert_rows(DueDate, _COLUMNS, added)
        self._write_zones({row.zone for row in changed})
        self.days.update(row.due_on for row in changed)
        self.days.update(self.was_on[number] for number in known)

    def _write_zones(self, zones: set[str]) -> None:
        known = select("SELECT zone FROM ledger_zoneinuse WHERE organization_id = %s", [self.organization.pk])
        missing = sorted(zones - {row[0] for row in known})
        insert_rows(
            ZoneInUse, ("zone", "organization_id"), [(zone, self.organization.pk) for zone in missing]
        )

    def _offer_freed_cards(self) -> None:
        """A card that one subscription no longer speaks for may pay for another of the member's."""
        stored = subscriptions_of_members(self.organization, sorted(self.freed))
        book = DueBook(self.organization, [each.id for each in stored], sorted(self.freed), self.now)
        for each in stored:
            book.settle_card(each.agreement(self.organization), book.rows.get(each.id, ()), [])
        book._write_rows()
        self.touched |= book.touched
        self.days |= book.days


def _is_counted_elsewhere(told: SubscriptionFacts, before: SubscriptionFacts) -> bool:
    """True when counts of its days change though its due dates may not: they ask of the subscription too."""
    return told.card_expires_on != before.card_expires_on or told.total_payments != before.total_payments


def settle_again(organization: Organization, subscription_ids: Sequence[int], now: datetime) -> int:
    """Derive the due dates of known subscriptions anew from what is stored; how many of them changed."""
    stored = subscriptions_numbered(organization, subscription_ids)
    book = DueBook(organization, subscription_ids, [each.member_id for each in stored], now)
    changed = sum(book.settle(each.agreement(organization), each.told) for each in stored)
    book.write()
    return changed
