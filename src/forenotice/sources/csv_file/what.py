"""What: the product of a row, the tags and links of its subscription, and the card it is paid with."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from forenotice.ledger.facts import ProductFacts
from forenotice.sources.cards import expiry_of, read_brand, read_expiry, read_last4
from forenotice.sources.csv_file.batch import Batch
from forenotice.sources.csv_file.intervals import read_count
from forenotice.sources.csv_file.readings import Reading, reading_of
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.woocommerce import BoughtItems, read_order_items
from forenotice.sources.people import read_link, read_tags

_LONGEST_NAME, _LONGEST_ID = 300, 200
_TEXTS = (
    ("product_id", _LONGEST_ID),
    ("product_name", _LONGEST_NAME),
    ("product_description", 2_000),
    ("level", 200),
    ("bundle", 200),
)
LINKS = ("pay", "update", "manage", "cancel")
NOTHING_BOUGHT = BoughtItems()


class What:
    """Reads the products, cards, tags and links of one file."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        told = {column.ours for column in reader.layout.columns} | set(reader.settings.always)
        self._texts = [(name, longest) for name, longest in _TEXTS if name in told]
        self._is_bought, self._is_priced = "order_items" in told, "product_price" in told
        self._told = [name for name, _ in self._texts]
        self._told += ["bought"] * self._is_bought + ["price", "currency"] * self._is_priced
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
        prices: Sequence[int | None],
        currencies: Sequence[str],
    ) -> Sequence[ProductFacts]:
        """The product of each row. Rows of one product share one object."""
        columns: list[Sequence[Any]] = [batch.texts(name, longest) for name, longest in self._texts]
        if self._is_bought:
            columns.append(bought)
        if self._is_priced:
            columns += [prices, currencies]
        if not columns:
            return [self._read_product(())] * batch.size
        return batch.looked_up("product_name", zip(*columns, strict=True), self._products)

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

    def links(self, batch: Batch) -> list[tuple[str, Sequence[Any]]]:
        """The links of each row, for those that the file tells."""
        return [
            (name, batch.values(f"{name}_url", self._links)) for name in LINKS if batch.has(f"{name}_url")
        ]

    def _read_product(self, named: tuple[Any, ...]) -> ProductFacts:
        told = dict(zip(self._told, named, strict=True))
        bought: BoughtItems = told.pop("bought", NOTHING_BOUGHT)
        level, bundle = told.get("level", ""), told.get("bundle", "")
        id_ = told.pop("product_id", "") or bought.product_id
        name = told.pop("product_name", "") or bought.name
        surroundings = self._reader.surroundings
        is_unnamed = False
        if not (id_ or name or level or bundle):
            id_, name = surroundings.product_id, surroundings.product_name
            is_unnamed = not name
        price = told.get("price")
        return ProductFacts(
            external_id=(id_ or name or level or bundle)[:_LONGEST_ID],
            name=(name or level or bundle)[:_LONGEST_NAME],
            description=told.get("product_description", ""),
            level=level,
            bundle=bundle,
            price_minor=price,
            currency=told["currency"] if price is not None else "",
            is_unnamed=is_unnamed,
        )


def _read_month(pair: tuple[str, str]) -> date | None:
    month, year = (word.strip().removesuffix(".0") for word in pair)
    if not month and not year:
        return None
    read_count(month or "-", least=1, most=12)
    return expiry_of(month, year)
