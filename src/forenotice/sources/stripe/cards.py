"""The card that a subscription of Stripe's is charged to. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from forenotice.sources.cards import expiry_of, read_brand, read_last4


class Card(NamedTuple):
    """As members know it; empty where they pay by something else."""

    brand: str = ""
    last4: str = ""
    expires_on: date | None = None


def card_of(subscription: Mapping[str, Any]) -> Card:
    """The subscription's own, else its customer's; raise ``UnreadableError`` when it is none."""
    for way in _ways(subscription):
        # A payment method holds its card inside, an older source is one itself.
        card = way.get("card") if way.get("object") == "payment_method" else way
        if isinstance(card, Mapping) and card.get("exp_month"):
            return Card(
                read_brand(str(card.get("brand") or "")),
                read_last4(str(card.get("last4") or "")),
                expiry_of(str(card["exp_month"]), str(card["exp_year"])),
            )
        return Card()
    return Card()


def has_way(subscription: Mapping[str, Any]) -> bool:
    """Whether there is anything that it could be paid by."""
    return next(_ways(subscription), None) is not None


def _ways(subscription: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What it is paid by, in the order in which Stripe looks."""
    customer = subscription.get("customer")
    customer = customer if isinstance(customer, Mapping) else {}
    settings = customer.get("invoice_settings") or {}
    for way in (
        subscription.get("default_payment_method"),
        subscription.get("default_source"),
        settings.get("default_payment_method"),
        customer.get("default_source"),
    ):
        if isinstance(way, Mapping):
            yield way
