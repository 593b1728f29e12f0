"""How much: amounts in minor units of the row's currency, quantities and counts of payments."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from forenotice.sources.amounts import MINOR, AmountFormat, currency_beside, read_amount, read_currency
from forenotice.sources.csv_file.batch import Batch
from forenotice.sources.csv_file.headers import Shape
from forenotice.sources.csv_file.intervals import read_count
from forenotice.sources.csv_file.readings import Reading, reading_of
from forenotice.sources.csv_file.settings import EACH, TOTAL
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.woocommerce import read_coupon, read_shipping_method

_AMOUNTS = ("amount", "subtotal", "discount", "shipping_amount", "product_price")


class HowMuch:
    """Reads the amounts of one file."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._amounts = {name: self._reading(name) for name in _AMOUNTS}
        in_header, usual = self._currency_in_header(), reader.surroundings.currency
        self._currencies = reading_of(read_currency, absent=in_header or usual)
        self._beside = None if in_header else reading_of(partial(currency_beside, usual=usual), absent=usual)
        self._quantities = reading_of(read_count)
        self._counts = reading_of(read_count)
        self._coupons = reading_of(read_coupon, absent="")
        self._methods = reading_of(read_shipping_method, absent="")

    def currencies(self, batch: Batch) -> Sequence[str]:
        """The currency of each row: its own, the one in or beside its amount, or the organization's."""
        if self._beside is not None and batch.has("amount") and not batch.has("currency"):
            return batch.values("amount", self._beside)
        return batch.values("currency", self._currencies)

    def amounts(self, batch: Batch, name: str, currencies: Sequence[str]) -> Sequence[int | None]:
        """One column of amounts."""
        if not batch.has(name):
            return [None] * batch.size
        words = zip(map(str.strip, batch.words(name)), currencies, strict=True)
        return batch.looked_up(name, words, self._amounts[name])

    def charged(
        self, batch: Batch, currencies: Sequence[str], quantities: Sequence[int | None]
    ) -> Sequence[int | None]:
        """What will be charged next for the whole quantity."""
        amounts = self.amounts(batch, "amount", currencies)
        how = self._reader.settings.amount_is
        if how == TOTAL or not batch.has("quantity", "order_items"):
            return amounts
        if how == EACH:
            return [a if a is None or q is None else a * q for a, q in zip(amounts, quantities, strict=True)]
        if self._reader.layout.shape is Shape.STRIPE:
            self._ask_what_the_amount_is(batch, quantities)
        return amounts

    def quantities(self, batch: Batch) -> Sequence[int | None]:
        """For how many is paid."""
        return batch.values("quantity", self._quantities)

    def counts(self, batch: Batch, name: str) -> Sequence[int | None]:
        """One column that counts payments."""
        return batch.values(name, self._counts)

    def details(self, batch: Batch, currencies: Sequence[str]) -> list[tuple[str, Sequence[Any]]]:
        """What is only ever shown of the price: name and values, for those that the file tells."""
        told: list[tuple[str, Sequence[Any]]] = [
            (key, self.amounts(batch, name, currencies))
            for key, name in (
                ("subtotal", "subtotal"),
                ("discount", "discount"),
                ("shipping", "shipping_amount"),
            )
            if batch.has(name)
        ]
        for name, reading in (("coupon", self._coupons), ("shipping_method", self._methods)):
            if batch.has(name):
                told.append((name, batch.values(name, reading)))
        return told

    def _ask_what_the_amount_is(self, batch: Batch, quantities: Sequence[int | None]) -> None:
        # The export does not tell the price of one from that of all, and a wrong amount is worse than none.
        for row, quantity in enumerate(quantities):
            if quantity is not None and quantity > 1:
                sentence = (
                    f"The quantity is {quantity}, and the file does not say whether the amount is for one or "
                    "for all. Say it with --amount-is each or --amount-is total, or once for all in the "
                    'blueprint, under [[sources]]: amount_is = "each" or "total".'
                )
                batch.fault(row, "amount", sentence)

    def _currency_in_header(self) -> str:
        column = self._reader.layout.find("amount")
        return column.header.currency if column else ""

    def _reading(self, name: str) -> "Reading[tuple[str, str], int | None]":
        column = self._reader.layout.find(name)
        minor = column is not None and column.header.minor
        form = AmountFormat.named(MINOR if minor else self._reader.settings.amount_format)
        is_discount = name == "discount"

        def read(pair: tuple[str, str]) -> int | None:
            word, currency = pair
            # Exports write what is taken off with or without a minus.
            return abs(read_amount(word, currency, form, signed=is_discount)) if word else None

        return Reading(read, ("", ""), None)
