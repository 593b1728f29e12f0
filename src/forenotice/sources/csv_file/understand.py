"""Rows of a file become facts, or the reasons why they cannot. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.states import Standing
from forenotice.sources.cards import REMOVED
from forenotice.sources.csv_file.batch import Batch
from forenotice.sources.csv_file.cells import ERRORS
from forenotice.sources.csv_file.fields import CUSTOM
from forenotice.sources.csv_file.headers import Shape
from forenotice.sources.csv_file.how_much import HowMuch
from forenotice.sources.csv_file.standing import HowItStands
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.what import What
from forenotice.sources.csv_file.when import When, days_and_instants
from forenotice.sources.csv_file.who import Who, gather

LONGEST_ID = 200
_TEXT_LIMITS = {"order_number": 200, "period_key": 100}
_CARD = "A whole card number stood here. It was not stored; leave its last four digits only."
_DAMAGED = "A byte that is no letter (NUL) stands here, so the cell is damaged. Write it anew."
_UNKNOWN = "stands here: the spreadsheet could not work the cell out. Correct it there."
_AWAITING = (Standing.ACTIVE.value, Standing.TRIALING.value)


@dataclass(frozen=True, slots=True)
class Understood:
    """Facts in the order of the rows, and by row what was wrong: (column, sentence).

    A row with a fault has facts too, but worthless ones.
    """

    facts: list[SubscriptionFacts]
    faults: dict[int, list[tuple[str, str]]]


class Understanding:
    """Understands the rows of one file. It remembers words it has read, so one serves the whole file."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._always = dict(reader.settings.always)
        self._when = When(reader)
        self._who = Who(reader, self._when)
        self._what = What(reader)
        self._how_much = HowMuch(reader)
        self._stands = HowItStands(self._when)
        told = [*(column.ours for column in reader.layout.columns), *reader.settings.always]
        self._customs = [name for name in dict.fromkeys(told) if name.startswith(CUSTOM)]

    def keys(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """What tells each row's subscription apart; empty where the row does not say."""
        return self._keys(self._batch(rows)) if rows else []

    def understand(self, rows: Sequence[Sequence[str]], fingerprints: Sequence[int]) -> Understood:
        """The facts of rows that all have as many cells as there are columns."""
        if not rows:
            return Understood([], {})
        batch = self._batch(rows)
        keys = self._keys(batch)
        for row, key in enumerate(keys):
            if not key:
                batch.fault(
                    row, self._reader.layout.key.theirs, "The row does not say which subscription it is."
                )
        zones = list(self._who.zones(batch)) if batch.has("zone") else [""] * batch.size
        facts = list(map(SubscriptionFacts, *self._columns(batch, keys, zones, fingerprints)))
        if self._reader.may_hold_cards:
            self._refuse(batch, rows, REMOVED, _CARD)
        if self._reader.is_damaged:
            self._refuse(batch, rows, "\0", _DAMAGED)
        if self._reader.may_hold_errors:
            self._refuse_errors(batch, rows)
        return Understood(facts, batch.faults)

    def _batch(self, rows: Sequence[Sequence[str]]) -> Batch:
        return Batch(self._reader.layout, self._always, rows)

    def _keys(self, batch: Batch) -> list[str]:
        column = self._reader.layout.key
        keys = batch.tidied(batch.column_at(column.index), column.theirs, LONGEST_ID)
        # Members are known by their address in small letters, so subscriptions that are known by it are too.
        return [key.lower() for key in keys] if column.ours == "email" else keys

    def _columns(
        self, batch: Batch, keys: Sequence[str], zones: Sequence[str], fingerprints: Sequence[int]
    ) -> Iterable[Iterable[Any]]:
        """One column for each field of :class:`SubscriptionFacts`, in its order."""
        local = [zone or self._reader.surroundings.zone for zone in zones]
        places = self._who.places(batch)
        currencies = self._how_much.currencies(batch)
        bought = self._what.bought(batch)
        quantities = self._quantities(batch, bought)
        standings, cancelled = self._stands.standings(batch)
        next_moments = self._when.moments(batch, "next_payment", local)
        trial_ends = self._when.moments(batch, "trial_end", local)
        cancel_bys = self._when.moments(batch, "cancel_by", local)
        started = self._when.days(batch, "started")
        prices = self._how_much.amounts(batch, "product_price", currencies)
        details = self._details(batch, currencies, quantities, places)
        return (
            keys,
            self._who.members(batch, zones, places),
            self._what.products(batch, bought, prices, currencies),
            fingerprints,
            self._order_numbers(batch),
            standings,
            cancelled,
            self._stands.payer_kinds(batch),
            self._how_much.charged(batch, currencies, quantities),
            currencies,
            *self._when.intervals(batch),
            self._when.anchor_days(batch, started, next_moments),
            batch.texts("period_key", _TEXT_LIMITS["period_key"]),
            *days_and_instants(next_moments),
            *days_and_instants(trial_ends),
            self._when.local_days(batch, "term_end", local),
            *days_and_instants(cancel_bys),
            self._how_much.counts(batch, "total_payments"),
            self._how_much.counts(batch, "payments_made"),
            *self._what.cards(batch),
            started,
            self._what.tags(batch),
            details,
        )

    def _order_numbers(self, batch: Batch) -> Sequence[str]:
        """The number that the member knows; in a shop of WooCommerce that is the subscription's own."""
        is_shop = self._reader.layout.shape is Shape.WOOCOMMERCE
        name = "subscription_id" if is_shop and not batch.has("order_number") else "order_number"
        return batch.texts(name, _TEXT_LIMITS["order_number"])

    def _quantities(self, batch: Batch, bought: Sequence[Any]) -> Sequence[int | None]:
        if batch.has("quantity") or not batch.has("order_items"):
            return self._how_much.quantities(batch)
        return [items.quantity for items in bought]

    def _details(
        self,
        batch: Batch,
        currencies: Sequence[str],
        quantities: Sequence[int | None],
        places: dict[str, list[dict[str, str]]],
    ) -> list[dict[str, Any]]:
        """What is only ever shown of a subscription; amounts in minor units."""
        told = self._how_much.details(batch, currencies)
        if batch.has("quantity", "order_items"):
            told.append(("quantity", quantities))
        if self._customs:
            customs = [(name.removeprefix(CUSTOM), batch.texts(name)) for name in self._customs]
            told.append(("custom", gather(customs, batch.size)))
        if places:
            told.append(("addresses", gather(list(places.items()), batch.size)))
        links = self._what.links(batch)
        if links:
            told.append(("links", gather(links, batch.size)))
        return gather(told, batch.size)

    def _refuse(self, batch: Batch, rows: Sequence[Sequence[str]], sign: str, sentence: str) -> None:
        """Refuse every row with a cell that holds the sign."""
        for row, cells in enumerate(rows):
            for column in self._reader.layout.columns:
                if sign in cells[column.index]:
                    # What else the cell is at fault for follows from this.
                    batch.faults.pop(row, None)
                    batch.fault(row, column.theirs, sentence)

    def _refuse_errors(self, batch: Batch, rows: Sequence[Sequence[str]]) -> None:
        """Refuse every row with a cell that a spreadsheet could not work out, where the cell matters."""
        layout = self._reader.layout
        used = [column for column in layout.columns if column.ours or column.index == layout.key_index]
        for row, cells in enumerate(rows):
            for column in used:
                if cells[column.index] in ERRORS:
                    batch.faults.pop(row, None)
                    batch.fault(row, column.theirs, f"{cells[column.index]} {_UNKNOWN}")


def is_dateless(facts: SubscriptionFacts) -> bool:
    """Whether it awaits a payment of which no date is told, so that nobody can be reminded of it."""
    return (
        facts.next_on is None
        and facts.next_at is None
        and facts.trial_ends_on is None
        and facts.trial_ends_at is None
        and facts.term_ends_on is None
        and facts.standing in _AWAITING
    )
