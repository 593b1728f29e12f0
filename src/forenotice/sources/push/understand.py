"""Rows of JSON become facts, or what is wrong with each and where. Pure."""

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.sources.cards import REMOVED
from forenotice.sources.push.documents import (
    IntervalDocument,
    MemberDocument,
    MoneyDocument,
    ProductDocument,
    SubscriptionDocument,
)
from forenotice.sources.report import Wrong
from forenotice.sources.texts import tidy

_CARD = "A whole card number stood here. It was not stored; leave its last four digits only."
_UNDERSTANDING, _LONGEST, _DEEPEST = 1, 300, 6
_SENTENCES = {
    "missing": "It is missing.",
    "extra_forbidden": "There is no field of this name.",
    "dict_type": "It must be an object.",
    "model_type": "It must be an object.",
    "string_unicode": "It holds half a character (an unpaired surrogate). Write it anew.",
}

Document = TypeVar("Document", bound=BaseModel)


class RowRefusedError(ValueError):
    """A row that is no fact; ``wrongs`` say all that is wrong with it."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__("; ".join(wrong.sentence for wrong in wrongs))
        self.wrongs = wrongs


def read_member(row: Any) -> MemberFacts:
    """A member who is told of; raise :class:`RowRefusedError`."""
    return _member(_read(MemberDocument, row))


def read_product(row: Any) -> ProductFacts:
    """A product that is told of; raise :class:`RowRefusedError`."""
    return _product(_read(ProductDocument, row))


def read_subscription(row: Any) -> SubscriptionFacts:
    """A subscription that is told of; raise :class:`RowRefusedError`."""
    told = _read(SubscriptionDocument, row)
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


def harmless(text: str) -> str:
    """A text of somebody's that any database keeps: without half characters and what nobody sees."""
    return tidy(text.encode("utf-8", "replace").decode())[:_LONGEST]


def _read(document: type[Document], row: Any) -> Document:
    removed = [Wrong(path, _CARD) for path in _card_numbers(row)]
    if removed:
        raise RowRefusedError(removed)
    try:
        return document.model_validate(row)
    except ValidationError as error:
        raise RowRefusedError([_wrong(each) for each in error.errors(include_url=False)]) from None


def _wrong(error: ErrorDetails) -> Wrong:
    path = tuple(
        harmless(step) if isinstance(step, str) else step for step in error["loc"] if step != "[key]"
    )
    return Wrong(path, harmless(_sentence(error)))


def _sentence(error: ErrorDetails) -> str:
    ours = error.get("ctx", {}).get("error")
    if isinstance(ours, ValueError):
        return str(ours)
    return _SENTENCES.get(error["type"], f"{error['msg'].removesuffix('.')}.")


def _card_numbers(row: Any, deeper: int = _DEEPEST) -> Iterator[tuple[str | int, ...]]:
    """Where a card number was left out; no document is as deep as where this stops looking."""
    if isinstance(row, str) and REMOVED in row:
        yield ()
    if not deeper:
        return
    pairs = row.items() if isinstance(row, dict) else enumerate(row) if isinstance(row, list) else ()
    for step, value in pairs:
        for path in _card_numbers(value, deeper - 1):
            yield (harmless(step) if isinstance(step, str) else step, *path)


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
