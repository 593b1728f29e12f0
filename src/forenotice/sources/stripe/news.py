"""What an event is about, and whether it is Stripe's. It becomes no facts: it says where to look. Pure."""

import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from forenotice.sources.errors import ForgedError

TYPES = (
    *(f"customer.subscription.{what}" for what in ("created", "updated", "deleted", "paused", "resumed")),
    *("customer.updated", "customer.deleted"),
    *(f"payment_method.{what}" for what in ("attached", "detached", "updated", "automatically_updated")),
    *(f"invoice.{what}" for what in ("finalized", "paid", "voided", "marked_uncollectible")),
    *(f"customer.discount.{what}" for what in ("created", "updated", "deleted")),
    *("subscription_schedule.updated", "invoiceitem.created"),
)
"""The types of events that can change what a member is told; Stripe takes twenty at a time."""

TOLERANCE_SECONDS = 300
_SUBSCRIPTION, _CUSTOMER = "sub_", "cus_"


def check_signature(body: bytes, header: str, secret: str, now: datetime) -> None:
    """Raise :class:`ForgedError` unless Stripe signed this body with that secret a moment ago."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    given = [value for name, _, value in parts if name == "v1"]
    if len(stamps) != 1 or not stamps[0].isdecimal() or not stamps[0].isascii() or not given:
        raise ForgedError("It bears no signature of Stripe's.")
    wanted = hmac.new(secret.encode(), stamps[0].encode() + b"." + body, sha256).hexdigest()
    if not any(hmac.compare_digest(wanted.encode(), each.encode()) for each in given):
        raise ForgedError("Its signature is not that of this webhook's secret.")
    if abs(now.timestamp() - int(stamps[0])) > TOLERANCE_SECONDS:
        raise ForgedError("Its signature is older than five minutes, or this host's clock is wrong.")


def read_event(words: str | bytes) -> Mapping[str, Any]:
    """The event, or something empty where the words are none."""
    try:
        event = json.loads(words)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def whereabouts(event: Mapping[str, Any]) -> set[str]:
    """The ids of the subscriptions, else of the customers, that an event is about."""
    told = event.get("data")
    told = told if isinstance(told, dict) else {}
    subject, before = told.get("object"), told.get("previous_attributes")
    subject = subject if isinstance(subject, dict) else {}
    before = before if isinstance(before, dict) else {}
    found = set(_ids(subject, _SUBSCRIPTION))
    # A card that was taken from a customer belongs to nobody any more.
    return found or {*_ids(subject, _CUSTOMER), *_ids(before, _CUSTOMER)}


def _ids(subject: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """Ids with that prefix, of the thing itself and of what it belongs to."""
    parent = subject.get("parent")
    details = parent.get("subscription_details") if isinstance(parent, dict) else None
    owners = details if isinstance(details, dict) else {}
    for value in (
        *(subject.get(name) for name in ("id", "subscription", "customer")),
        owners.get("subscription"),
    ):
        text = value.get("id") if isinstance(value, dict) else value
        if isinstance(text, str) and text.startswith(prefix) and len(text) <= 200 and text.isprintable():
            yield text
