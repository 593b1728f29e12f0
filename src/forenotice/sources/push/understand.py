"""Rows of JSON become facts. Pure."""

import json
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.sources.push.documents import (
    IntervalDocument,
    MemberDocument,
    MoneyDocument,
    ProductDocument,
    SubscriptionDocument,
)
from forenotice.sources.push.reading import read_document

_UNDERSTANDING = 1


def read_member(row: Any) -> MemberFacts:
    """A member who is told of; raise :class:`~forenotice.sources.push.reading.RowRefusedError`."""
    return _member(read_document(MemberDocument, row))


def read_product(row: Any) -> ProductFacts:
    """A product that is told of; raise :class:`~forenotice.sources.push.reading.RowRefusedError`."""
    return _product(read_document(ProductDocument, row))


def read_subscription(row: Any) -> SubscriptionFacts:
    """A subscription that is told of; raise :class:`~forenotice.sources.push.reading.RowRefusedError`."""
    told = read_document(SubscriptionDocument, row)
    amount, interval, card = told.amount, told.interval, told.card
    return SubscriptionFacts(
        external_id=told.external_id,
        member=_member(told.member, may_refer=True),
        product=_product(told.product),
        fingerprint=_fingerprint(row),
        order_number=told.order_number,
        standing=told.standing,
        cancel_at_period_end=told.cancel_at_period_end,
        payer_kind=told.payer,
        amount_minor=amount.in_minor_units if amount else None,
        currency=next((each.currency for each in told.moneys if each), ""),
        **_interval(interval),
        anchor_day=told.anchor_day,
        period_key=told.period_key,
        next_on=told.next_payment_on,
        next_at=told.next_payment_at,
        trial_ends_on=told.trial_ends_on,
        trial_ends_at=told.trial_ends_at,
        term_ends_on=told.term_ends_on,
        cancel_by_on=told.cancel_by_on,
        cancel_by_at=told.cancel_by_at,
        total_payments=told.total_payments,
        payments_made=told.payments_made,
        card_brand=card.brand if card else "",
        card_last4=card.last4 if card else "",
        card_expires_on=card.expires if card else None,
        started_on=told.started_on,
        tags=_tags(told.tags),
        details=_details(told),
    )


def _fingerprint(row: Any) -> int:
    words = json.dumps([_UNDERSTANDING, row], sort_keys=True).encode()
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "little", signed=True)


def _member(told: MemberDocument, *, may_refer: bool = False) -> MemberFacts:
    details: dict[str, Any] = {
        "phone": told.phone,
        "username": told.username,
        "status": told.status,
        "contacts": [each for each in told.contacts if each],
        "billing": _filled(told.billing),
        "shipping": _filled(told.shipping),
        "custom": told.custom,
    }
    return MemberFacts(
        external_id=told.key,
        email=told.email,
        first_name=told.first_name,
        last_name=told.last_name,
        locale=told.locale,
        zone=told.zone,
        country=told.country or (told.billing.country if told.billing else ""),
        joined_on=told.joined_on,
        details={name: value for name, value in details.items() if value},
        is_reference=may_refer and told.model_fields_set == {"external_id"},
    )


def _product(told: ProductDocument) -> ProductFacts:
    price = told.price
    return ProductFacts(
        external_id=told.external_id,
        name=told.name,
        description=told.description,
        level=told.level,
        bundle=told.bundle,
        price_minor=price.in_minor_units if price else None,
        currency=price.currency if price else "",
        **_interval(told.interval),
    )


def _interval(told: IntervalDocument | None) -> dict[str, Any]:
    return {"interval_count": told.count, "interval_unit": told.unit} if told else {}


def _tags(told: list[str]) -> str:
    tags = dict.fromkeys(tag for tag in told if tag)
    return f"|{'|'.join(tags)}|" if tags else ""


def _details(told: SubscriptionDocument) -> dict[str, Any]:
    """What is only ever shown; amounts in minor units."""
    addresses = told.addresses
    details: dict[str, Any] = {
        "subtotal": _minor(told.subtotal),
        "discount": _minor(told.discount),
        "shipping": _minor(told.shipping),
        "coupon": told.coupon,
        "shipping_method": told.shipping_method,
        "quantity": told.quantity,
        "addresses": {
            name: place
            for name, place in (
                ("billing", _filled(addresses.billing if addresses else None)),
                ("shipping", _filled(addresses.shipping if addresses else None)),
            )
            if place
        },
        "links": _filled(told.links),
        "custom": told.custom,
    }
    return {name: value for name, value in details.items() if value or value == 0}


def _minor(money: MoneyDocument | None) -> int | None:
    return money.in_minor_units if money else None


def _filled(told: BaseModel | None) -> dict[str, Any]:
    return {name: value for name, value in told if value} if told else {}
