"""A subscription of Stripe's, with its customer, product and next invoice, becomes facts. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from forenotice.kernel.local_time import local_day
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.amounts import read_currency
from forenotice.sources.people import split_name
from forenotice.sources.places import read_country, read_locale
from forenotice.sources.stripe.cards import card_of, has_way
from forenotice.sources.stripe.money import minor_units
from forenotice.sources.texts import tidy
from forenotice.sources.unreadable import UnreadableError

Document = Mapping[str, Any]

_UNDERSTANDING = 1
_STANDINGS = {
    "active": Standing.ACTIVE,
    "trialing": Standing.TRIALING,
    "past_due": Standing.PAST_DUE,
    "unpaid": Standing.PAST_DUE,
    # Its very first payment is not made yet.
    "incomplete": Standing.PAST_DUE,
    "incomplete_expired": Standing.ENDED,
    "canceled": Standing.CANCELLED,
    "paused": Standing.PAUSED,
}
_OVER = (Standing.CANCELLED, Standing.ENDED)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a subscription: its product, and its next invoice unless none will come."""

    product: Document
    preview: Document | None
    zone: str


def standing_of(subscription: Document) -> Standing:
    """How it stands; whoever may read it this way asks for no invoice of one that is over."""
    status = str(subscription.get("status"))
    if status not in _STANDINGS:
        raise UnreadableError(f"Its status is {status[:60]!r}, which this version does not know.")
    pause = subscription.get("pause_collection")
    if pause and _STANDINGS[status] not in _OVER:
        resumes_at, next_at = pause.get("resumes_at"), _period_end(subscription)
        if resumes_at is None or next_at is None or resumes_at > next_at:
            return Standing.PAUSED
    return _STANDINGS[status]


def is_over(subscription: Document) -> bool:
    """Whether nothing will be charged any more."""
    return standing_of(subscription) in _OVER


def product_id(subscription: Document) -> str:
    """The product of its first item, which is what it is called by."""
    product = _price(subscription).get("product")
    return str(product["id"] if isinstance(product, Mapping) else product)


def facts_of(subscription: Document, around: Around) -> SubscriptionFacts:
    """The facts; raise ``UnreadableError`` with what is wrong, or another ``Exception`` for an odd shape."""
    currency = read_currency(str(subscription["currency"]))
    standing = standing_of(subscription)
    open_invoice = _open_invoice(subscription)
    next_at = _next_at(subscription, open_invoice) if _had_more(subscription, standing) else None
    price, customer = _price(subscription), subscription["customer"]
    recurring = price.get("recurring") or {}
    card = card_of(subscription)
    facts = SubscriptionFacts(
        external_id=str(subscription["id"]),
        member=_member(customer),
        product=_product(around.product, price),
        fingerprint=0,
        standing=standing.value,
        cancel_at_period_end=_ends_with_period(subscription),
        payer_kind=_payer_kind(subscription).value,
        amount_minor=_amount(open_invoice, around.preview, currency),
        currency=currency,
        interval_count=recurring.get("interval_count") if recurring else None,
        interval_unit=str(recurring.get("interval", "")),
        anchor_day=_anchor(subscription, recurring, around.zone),
        next_at=next_at,
        trial_ends_at=_instant(subscription.get("trial_end")) if standing is Standing.TRIALING else None,
        card_brand=card.brand,
        card_last4=card.last4,
        card_expires_on=card.expires_on,
        started_on=_day(subscription.get("start_date"), around.zone),
        details=_details(subscription, open_invoice, around.preview, currency),
    )
    return replace(facts, fingerprint=_fingerprint(facts))


def _fingerprint(facts: SubscriptionFacts) -> int:
    words = json.dumps([_UNDERSTANDING, asdict(facts)], sort_keys=True, default=str).encode()
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "little", signed=True)


def _items(subscription: Document) -> list[Document]:
    return list(subscription["items"]["data"])


def _price(subscription: Document) -> Document:
    items = _items(subscription)
    if not items:
        raise UnreadableError("It has no items.")
    found: Document = items[0]["price"]
    return found


def _period_end(subscription: Document) -> int | None:
    """When the next invoice is made; the items have it since 2025, the subscription before."""
    ends = [item["current_period_end"] for item in _items(subscription) if item.get("current_period_end")]
    found: int | None = min(ends) if ends else subscription.get("current_period_end")
    return found


def _ends_with_period(subscription: Document) -> bool:
    ends_at, period_end = subscription.get("cancel_at"), _period_end(subscription)
    is_before = bool(ends_at and period_end and ends_at <= period_end)
    return bool(subscription.get("cancel_at_period_end")) or is_before


def _is_manual(subscription: Document) -> bool:
    return subscription.get("collection_method") == "send_invoice"


def _payer_kind(subscription: Document) -> PayerKind:
    """Whether payments happen by themselves. A trial that ends without a card may only end, or pause."""
    if _is_manual(subscription):
        return PayerKind.MANUAL
    settings = subscription.get("trial_settings") or {}
    ends = (settings.get("end_behavior") or {}).get("missing_payment_method")
    is_bare = subscription.get("status") == "trialing" and not has_way(subscription)
    return PayerKind.MANUAL if is_bare and ends in ("cancel", "pause") else PayerKind.AUTOMATIC


def _open_invoice(subscription: Document) -> Document | None:
    """The invoice that somebody who pays by hand has before them, or will have within the hour."""
    invoice = subscription.get("latest_invoice")
    if not isinstance(invoice, Mapping) or not _is_manual(subscription):
        return None
    is_coming = invoice.get("status") == "draft" and bool(invoice.get("auto_advance"))
    return invoice if is_coming or invoice.get("status") == "open" else None


def _had_more(subscription: Document, standing: Standing) -> bool:
    """Whether a payment is to come, or was when it ended: that one is quiet, and the reason is told."""
    ended_at, period_end = subscription.get("ended_at"), _period_end(subscription)
    return standing not in _OVER or bool(ended_at and period_end and ended_at < period_end)


def _next_at(subscription: Document, open_invoice: Document | None) -> datetime | None:
    if open_invoice is not None and open_invoice.get("due_date"):
        return _instant(open_invoice["due_date"])
    is_draft = open_invoice is not None and open_invoice.get("status") == "draft"
    made_at = _instant(open_invoice["created"] if open_invoice and is_draft else _period_end(subscription))
    if made_at is not None and _is_manual(subscription):
        return made_at + timedelta(days=int(subscription.get("days_until_due") or 0))
    return made_at


def _instant(seconds: Any) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, OSError, ValueError):
        raise UnreadableError(f"{str(seconds)[:40]} is not an instant that exists.") from None


def _day(seconds: Any, zone: str) -> date | None:
    moment = _instant(seconds)
    return local_day(moment, zone) if moment is not None else None


def _anchor(subscription: Document, recurring: Document, zone: str) -> int | None:
    if recurring.get("interval") not in ("month", "year"):
        return None
    day = _day(subscription.get("billing_cycle_anchor"), zone)
    return day.day if day is not None else None


def _amount(open_invoice: Document | None, preview: Document | None, currency: str) -> int | None:
    if open_invoice is not None:
        return minor_units(open_invoice["amount_remaining"], currency)
    return minor_units(preview["amount_due"], currency) if preview is not None else None


def _member(customer: Document) -> MemberFacts:
    if not isinstance(customer, Mapping):
        raise UnreadableError("It comes without its customer.")
    if customer.get("deleted"):
        return MemberFacts(str(customer["id"]))
    first, rest = split_name(tidy(customer.get("name") or ""))
    address = customer.get("address") or {}
    phone = tidy(customer.get("phone") or "")
    return MemberFacts(
        external_id=str(customer["id"]),
        email=tidy(customer.get("email") or "").lower(),
        first_name=first,
        last_name=rest,
        locale=_lenient(read_locale, next(iter(customer.get("preferred_locales") or ()), "")),
        country=_lenient(read_country, address.get("country") or ""),
        details={"phone": phone} if phone else {},
    )


def _lenient(read: Any, word: str) -> str:
    """What only helps to greet somebody well is no reason to leave them out."""
    try:
        return str(read(word)) if word else ""
    except UnreadableError:
        return ""


def _product(product: Document, price: Document) -> ProductFacts:
    currency = read_currency(str(price["currency"]))
    recurring = price.get("recurring") or {}
    unit = price.get("unit_amount")
    return ProductFacts(
        external_id=str(product["id"]),
        name=tidy(product.get("name") or ""),
        description=tidy(product.get("description") or ""),
        price_minor=minor_units(unit, currency) if isinstance(unit, int) else None,
        currency=currency,
        interval_count=recurring.get("interval_count") if recurring else None,
        interval_unit=str(recurring.get("interval", "")),
    )


def _details(
    subscription: Document, open_invoice: Document | None, preview: Document | None, currency: str
) -> dict[str, Any]:
    """What is only ever shown."""
    invoice = open_invoice or preview or {}
    discounts = [each["amount"] for each in invoice.get("total_discount_amounts") or ()]
    pay = open_invoice.get("hosted_invoice_url") if open_invoice else None
    quantity = _items(subscription)[0].get("quantity")
    details: dict[str, Any] = {
        "subtotal": minor_units(invoice["subtotal"], currency)
        if invoice.get("subtotal") is not None
        else None,
        "discount": minor_units(sum(discounts), currency) if discounts else None,
        "quantity": quantity if isinstance(quantity, int) and quantity > 1 else None,
        "links": {"pay": pay} if isinstance(pay, str) and pay.startswith("https://") else None,
    }
    return {name: value for name, value in details.items() if value is not None}
