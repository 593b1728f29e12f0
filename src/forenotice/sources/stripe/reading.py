"""Subscriptions are read with all that stands around them, several at a time."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Unclear
from forenotice.sources.stripe.client import Client, Params
from forenotice.sources.stripe.faults import DeclinedError, MissingError, NothingToComeError, OtherModeError
from forenotice.sources.stripe.understand import Around, facts_of, is_over, product_id
from forenotice.sources.unreadable import UnreadableError

AT_ONCE = 8
"""So many questions are open at Stripe, which allows a hundred in a second."""

_SECONDS = 30.0
_CUSTOMER = "cus_"
_AROUND = (
    "customer",
    "default_payment_method",
    "default_source",
    "customer.invoice_settings.default_payment_method",
    "customer.default_source",
    "latest_invoice",
)

Document = Mapping[str, Any]


class Reader:
    """Reads whole subscriptions of one account, and remembers its products meanwhile."""

    def __init__(self, client: Client, zone: str) -> None:
        self._client, self._zone = client, zone
        self._products: dict[str, Document] = {}
        # One for all pages: each of its threads has a connection of its own, which is kept.
        self._pool = ThreadPoolExecutor(AT_ONCE, "forenotice-stripe")

    def close(self) -> None:
        """Ask nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def page(self, after: str, size: int) -> tuple[list[Document], bool]:
        """Some subscriptions in Stripe's order, and whether there are more."""
        return self._listed({"status": "all", "limit": size}, after)

    def of_customer(self, customer: str) -> Iterator[Document]:
        """All subscriptions of a customer."""
        after, has_more = "", True
        while has_more:
            try:
                found, has_more = self._listed({"customer": customer, "status": "all", "limit": 100}, after)
            except MissingError:
                return
            yield from found
            after = str(found[-1]["id"]) if found else ""

    def at(self, places: Collection[str]) -> tuple[list[Document], list[str], list[Unclear]]:
        """The subscriptions of these ids, or of these customers, which ids Stripe does not have, and those of
        which this key cannot know."""
        found, gone, unclear = dict[str, Document](), [], []
        customers = sorted(each for each in places if each.startswith(_CUSTOMER))
        for key, theirs in zip(customers, self._pool.map(self._all_of, customers), strict=True):
            if isinstance(theirs, OtherModeError):
                unclear.append(Unclear("", key, str(theirs)))
            else:
                found |= {str(each["id"]): each for each in theirs}
        others = sorted(set(places).difference(customers, found))
        for key, one in zip(others, self._pool.map(self._one_of, others), strict=True):
            if one is None:
                gone.append(key)
            elif isinstance(one, OtherModeError):
                unclear.append(Unclear(key, key, str(one)))
            else:
                found[key] = one
        return list(found.values()), gone, unclear

    def _all_of(self, customer: str) -> list[Document] | OtherModeError:
        try:
            return list(self.of_customer(customer))
        except OtherModeError as error:
            return error

    def _one_of(self, external_id: str) -> Document | OtherModeError | None:
        try:
            return self.one(external_id)
        except OtherModeError as error:
            return error

    def _listed(self, about: Params, after: str) -> tuple[list[Document], bool]:
        expand = [f"data.{name}" for name in _AROUND]
        follows = {"starting_after": after} if after else {}
        listed = self._client.get("subscriptions", params={**about, **follows, "expand": expand})
        return list(listed["data"]), bool(listed["has_more"]) and bool(listed["data"])

    def one(self, external_id: str, seconds: float = _SECONDS) -> Document | None:
        """One subscription; None when Stripe has none of that id."""
        try:
            found: Document = self._client.get(
                "subscriptions", external_id, params={"expand": list(_AROUND)}, seconds=seconds
            )
        except MissingError:
            return None
        return found

    def understood(self, found: Sequence[Document]) -> tuple[list[SubscriptionFacts], list[Unclear]]:
        """What these say, in their order; each by itself, so that none stops another."""
        told = list(self._pool.map(self.understand, found))
        facts = [each for each in told if isinstance(each, SubscriptionFacts)]
        return facts, [each for each in told if isinstance(each, Unclear)]

    def understand(
        self, subscription: Document, left: Callable[[], float] = lambda: _SECONDS
    ) -> SubscriptionFacts | Unclear:
        """What one says, its next invoice asked for; errors of the way there are raised.

        ``left`` tells how many seconds there are for it at any moment.
        """
        key = subscription.get("id") if isinstance(subscription, Mapping) else None
        key = key if isinstance(key, str) else ""
        try:
            product = self._product(product_id(subscription), left())
            preview = None if is_over(subscription) else self._preview(subscription, left())
            return facts_of(subscription, Around(product, preview, self._zone))
        except (UnreadableError, DeclinedError) as error:
            return Unclear(key, key or "a subscription without an id", str(error))
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            reason = f"It is not of the shape that Stripe documents ({type(error).__name__} {error})."
            return Unclear(key, key or "a subscription without an id", reason[:300])

    def _product(self, key: str, seconds: float) -> Document:
        known = self._products.get(key)
        if known is None:
            try:
                known = self._client.get("products", key, seconds=seconds)
            except MissingError:
                known = {"id": key}
            self._products[key] = known
        return known

    def _preview(self, subscription: Document, seconds: float) -> Document | None:
        """The next invoice as it would be now. A schedule knows of changes that come with it."""
        schedule = subscription.get("schedule")
        schedule = schedule["id"] if isinstance(schedule, Mapping) else schedule
        about = {"schedule": schedule} if schedule else {"subscription": str(subscription["id"])}
        try:
            found: Document = self._client.post("invoices", "create_preview", params=about, seconds=seconds)
        except (NothingToComeError, MissingError):
            return None
        return found
