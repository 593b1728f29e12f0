"""A Stripe account of our own making: what it holds, in the shapes that Stripe's OpenAPI schema publishes."""

import copy
import hmac
import json
import threading
import time
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

Document = dict[str, Any]

KEY = "rk_test_ourOwnKey0123456789"
WEBHOOK_SECRET = "whsec_ourOwnSecret"
NEXT = int(datetime(2026, 4, 10, 9, tzinfo=UTC).timestamp())


class Account:
    """Customers, subscriptions and events. Every change leaves an event behind, newest last."""

    def __init__(self, newest_at: int | None = None) -> None:
        self.lock = threading.RLock()
        self.subscriptions: dict[str, Document] = {}
        self.customers: dict[str, Document] = {}
        self.cards: dict[str, Document] = {}
        self.invoices: dict[str, Document] = {}
        self.events: list[Document] = []
        self.previews: dict[str, Document] = {}
        self.declined: set[str] = set()
        self.product: Document = {"id": "prod_gold", "object": "product", "name": "Gold", "description": None}
        self.mood = ""
        self.asked: list[str] = []
        self.ways_back: list[str] = []
        self.callers: list[tuple[str, int]] = []
        self.next_at = newest_at or NEXT

    def put(self, number: int, *, minor: int = 1200, **values: Any) -> str:
        """Make a subscription, or change what it costs and anything else of it."""
        key, customer = f"sub_{number:04}", f"cus_{number:04}"
        with self.lock:
            is_new = key not in self.subscriptions
            if is_new:
                self._welcome(number, customer)
                self.subscriptions[key] = _subscription(key, customer, self.next_at - number)
            subscription = self.subscriptions[key]
            price = subscription["items"]["data"][0]["price"]
            price |= {"unit_amount": minor, "product": self.product["id"]}
            subscription.update(values)
            self.tell(f"customer.subscription.{'created' if is_new else 'updated'}", subscription)
        return key

    def _welcome(self, number: int, customer: str) -> None:
        self.cards[f"pm_{number:04}"] = _card(f"pm_{number:04}", customer)
        self.customers[customer] = {
            "id": customer,
            "object": "customer",
            "email": f"Member{number}@b.example",
            "name": f"Ada Number{number}",
            "phone": None,
            "preferred_locales": ["fr-FR"],
            "address": {"country": "FR", "line1": None},
            "invoice_settings": {"default_payment_method": f"pm_{number:04}"},
            "default_source": None,
            "balance": 0,
        }

    def cancel(self, number: int) -> None:
        """End a subscription at once."""
        with self.lock:
            subscription = self.subscriptions[f"sub_{number:04}"]
            subscription.update(status="canceled", ended_at=self.next_at - 86_400)
            self.tell("customer.subscription.deleted", subscription)

    def replace_card(self, number: int, month: int, year: int) -> None:
        """Give a customer another card."""
        with self.lock:
            customer, key = f"cus_{number:04}", f"pm_{number:04}b"
            self.cards[key] = _card(key, customer, month, year, "4444")
            self.customers[customer]["invoice_settings"]["default_payment_method"] = key
            self.tell("payment_method.attached", self.cards[key])
            self.tell("customer.updated", self.customers[customer])

    def tell(self, kind: str, subject: Document) -> None:
        """Leave an event behind."""
        with self.lock:
            number = len(self.events)
            self.events.append(
                {
                    "id": f"evt_{number:06}",
                    "object": "event",
                    "type": kind,
                    "created": self.next_at - 10_000_000 + number,
                    "data": {"object": copy.deepcopy(subject)},
                }
            )

    def whole(self, subscription: Document) -> Document:
        """A subscription with everything that we ask to be expanded."""
        found = copy.deepcopy(subscription)
        customer = copy.deepcopy(self.customers[found["customer"]])
        settings = customer.get("invoice_settings") or {}
        card = settings.get("default_payment_method")
        settings["default_payment_method"] = copy.deepcopy(self.cards.get(card)) if card else None
        found["customer"] = customer
        own = found.get("default_payment_method")
        found["default_payment_method"] = copy.deepcopy(self.cards.get(own)) if own else None
        invoice = found.get("latest_invoice")
        found["latest_invoice"] = copy.deepcopy(self.invoices.get(invoice)) if invoice else None
        return found

    def preview(self, subscription: Document) -> Document | None:
        """The next invoice; None when nothing is to come."""
        if subscription["status"] in ("canceled", "incomplete_expired"):
            return None
        item = subscription["items"]["data"][0]
        total = item["price"]["unit_amount"] * item["quantity"]
        plain = {
            "object": "invoice",
            "currency": subscription["currency"],
            "amount_due": total,
            "subtotal": total,
            "total_discount_amounts": [],
        }
        return plain | self.previews.get(subscription["id"], {})


def signed(event: Document, secret: str = WEBHOOK_SECRET, at: float | None = None) -> tuple[bytes, str]:
    """An event as a webhook brings it, and the header that signs it."""
    body = json.dumps(event).encode()
    stamp = str(int(at if at is not None else time.time()))
    return body, f"t={stamp},v1={hmac.new(secret.encode(), f'{stamp}.'.encode() + body, sha256).hexdigest()}"


def _subscription(key: str, customer: str, next_at: int) -> Document:
    price = {
        "id": "price_gold",
        "object": "price",
        "currency": "eur",
        "unit_amount": 1200,
        "product": "prod_gold",
        "recurring": {"interval": "month", "interval_count": 1},
    }
    item = {
        "id": f"si_{key}",
        "object": "subscription_item",
        "price": price,
        "quantity": 1,
        "current_period_start": next_at - 31 * 86_400,
        "current_period_end": next_at,
    }
    return {
        "id": key,
        "object": "subscription",
        "status": "active",
        "customer": customer,
        "currency": "eur",
        "collection_method": "charge_automatically",
        "cancel_at_period_end": False,
        "cancel_at": None,
        "pause_collection": None,
        "trial_end": None,
        "schedule": None,
        "days_until_due": None,
        "default_payment_method": None,
        "default_source": None,
        "latest_invoice": None,
        "billing_cycle_anchor": next_at - 31 * 86_400,
        "start_date": next_at - 400 * 86_400,
        "items": {"object": "list", "data": [item]},
    }


def _card(key: str, customer: str, month: int = 3, year: int = 2029, last4: str = "4242") -> Document:
    card = {"brand": "visa", "last4": last4, "exp_month": month, "exp_year": year}
    return {"id": key, "object": "payment_method", "type": "card", "customer": customer, "card": card}
