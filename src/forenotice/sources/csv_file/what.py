"""What: the product of a row, the tags and links of its subscription, and the card it is paid with."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from forenotice.ledger.facts import ProductFacts
from forenotice.sources.csv_file.batch import Batch, Reading, reading_of
from forenotice.sources.csv_file.cards import expiry_of, read_brand, read_expiry, read_last4
from forenotice.sources.csv_file.people import read_link, read_tags
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.woocommerce import BoughtItems, read_order_items
from forenotice.sources.csv_file.words import read_count

_LONGEST_NAME, _LONGEST_ID, _LONGEST_LEVEL = 300, 200, 200
LINKS = ("pay", "update", "manage", "cancel")
NOTHING_BOUGHT = BoughtItems()


class What:
    """Reads the products, cards, tags and links of one file."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._products: Reading[Any, ProductFacts | None] = Reading(self._read_product, None, None)
        self._items = reading_of(read_order_items, absent=NOTHING_BOUGHT)
        self._brands = reading_of(read_brand, absent="")
        self._last4s = reading_of(read_last4, absent="")
        self._expiries = reading_of(read_expiry)
        self._months: Reading[tuple[str, str], date | None] = Reading(_read_month, ("", ""), None)
        self._tags = reading_of(read_tags, absent="")
        self._links = reading_of(read_link, absent="")

    def bought(self, batch: Batch) -> Sequence[BoughtItems]:
        """WooCommerce's list of what was bought; nothing when the file has no such column."""
        if not batch.has("order_items"):
            return [NOTHING_BOUGHT] * batch.size
        return batch.looked_up("order_items", batch.words("order_items"), self._items)

    def products(
        self,
        batch: Batch,
        bought: Sequence[BoughtItems],
        prices: Iterable[int | None],
        currencies: Sequence[str],
    ) -> Sequence[ProductFacts]:
        """The product of each row. Rows of one product share one object."""
        named = zip(
            batch.texts("product_id", _LONGEST_ID),
            batch.texts("product_name", _LONGEST_NAME),
            batch.texts("product_description"),
            batch.texts("level", _LONGEST_LEVEL),
            batch.texts("bundle", _LONGEST_LEVEL),
            bought,
            prices,
            currencies,
            strict=False,
        )
        return batch.looked_up("product_name", named, self._products)

    def cards(self, batch: Batch) -> tuple[Iterable[str], Iterable[str], Iterable[date | None]]:
        """Brand, last four digits and last good day of the card."""
        expiries: Iterable[date | None] = batch.values("card_expires", self._expiries)
        if not batch.has("card_expires") and batch.has("card_expiry_month"):
            pairs = zip(batch.words("card_expiry_month"), batch.words("card_expiry_year"), strict=True)
            expiries = batch.looked_up("card_expiry_month", pairs, self._months)
        return batch.values("card_brand", self._brands), batch.values("card_last4", self._last4s), expiries

    def tags(self, batch: Batch) -> Iterable[str]:
        """The tags of each row, ``|``-bounded."""
        return batch.values("tags", self._tags)

    def links(self, batch: Batch) -> list[tuple[str, Iterable[str]]]:
        """The links of each row, for those that the file tells."""
        return [
            (name, batch.values(f"{name}_url", self._links)) for name in LINKS if batch.has(f"{name}_url")
        ]

    def _read_product(self, named: tuple[Any, ...]) -> ProductFacts:
        id_, name, description, level, bundle, bought, price, currency = named
        surroundings = self._reader.surroundings
        id_ = id_ or bought.product_id
        name = name or bought.name
        if not (id_ or name or level or bundle):
            id_, name = surroundings.product_id, surroundings.product_name
        return ProductFacts(
            external_id=(id_ or name or level or bundle)[:_LONGEST_ID],
            name=(name or level or bundle)[:_LONGEST_NAME],
            description=description,
            level=level,
            bundle=bundle,
            price_minor=price,
            currency=currency if price is not None else "",
        )


def _read_month(pair: tuple[str, str]) -> date | None:
    month, year = (word.strip().removesuffix(".0") for word in pair)
    if not month and not year:
        return None
    read_count(month or "-", least=1, most=12)
    return expiry_of(month, year)
