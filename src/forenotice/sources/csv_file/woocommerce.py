"""The lists that WooCommerce Subscriptions writes into one cell: ``name:Gold|quantity:1;name:Towel|…``."""

from dataclasses import dataclass

from forenotice.sources.unreadable import UnreadableError, quoted


@dataclass(frozen=True, slots=True)
class BoughtItems:
    """What a subscription is for; several products are named together."""

    product_id: str = ""
    name: str = ""
    quantity: int | None = None


def read_order_items(word: str) -> BoughtItems:
    """The products in ``order_items``, or the single product id that it may hold instead."""
    if word.strip().isdigit():
        return BoughtItems(word.strip())
    items = _items(word)
    if not items or any("product_id" not in item and "name" not in item for item in items):
        raise UnreadableError(f"{quoted(word)} is not a list of products as WooCommerce writes it.")
    counts = [item.get("quantity", "") for item in items]
    return BoughtItems(
        "+".join(item.get("product_id") or item["name"] for item in items),
        " + ".join(item.get("name") or item["product_id"] for item in items),
        int(counts[0]) if len(counts) == 1 and counts[0].isdigit() else None,
    )


def read_coupon(word: str) -> str:
    """The codes in ``coupon_items``; any other text as it stands."""
    return ", ".join(item["code"] for item in _items(word) if item.get("code")) or word.strip()


def read_shipping_method(word: str) -> str:
    """The title in ``shipping_method``; any other text as it stands."""
    titles = (item.get("method_title") or item.get("shipping_title") for item in _items(word))
    return ", ".join(filter(None, titles)) or word.strip()


def _items(word: str) -> list[dict[str, str]]:
    """The items of a list, each with its named parts; empty when the words are no such list."""
    items = [item for item in word.split(";") if item.strip()]
    parts = [[part.partition(":") for part in item.split("|")] for item in items]
    if not all(colon for item in parts for _, colon, _ in item):
        return []
    return [{name.strip(): value.strip() for name, _, value in item} for item in parts]
