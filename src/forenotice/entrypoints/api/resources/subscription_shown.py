"""A subscription as the API shows it: what was told in the words of a PUT, corrections, and due dates."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from forenotice.composer.payload.shape import IntervalTold
from forenotice.entrypoints.api.resources.details import (
    Address,
    Texts,
    address_of,
    interval_shown,
    texts_of,
)
from forenotice.entrypoints.api.shapes import AmountShown, amount_shown
from forenotice.ledger.models import Correction, DueDate, Subscription
from forenotice.ledger.states import (
    CLOSING_SENTENCES,
    QUIET_SENTENCES,
    Closing,
    Kind,
    Occasion,
    Part,
    Quiet,
    Standing,
)

_RENAMED = {"next_on": "next_payment_on", "next_at": "next_payment_at"}


class MemberNamed(BaseModel):
    """A member by their names."""

    id: int
    external_id: str
    email: str


class ProductNamed(BaseModel):
    """A product by its names."""

    id: int
    external_id: str
    name: str


class CardShown(BaseModel):
    """What is known of a stored card."""

    brand: str
    last4: str
    expires: str | None = Field(description="The month through which it is good.", examples=["2027-04"])


class CorrectionShown(BaseModel):
    """A part that somebody set by hand, against what the source said then and goes on saying."""

    part: Part
    source_says: dict[str, str | int | bool | None]
    ends_on: date | None = Field(description="The day on which it ends by itself.")
    at: datetime
    by: str


class DueDateShown(BaseModel):
    """An upcoming or past moment of a subscription."""

    id: int
    occasion: Occasion
    kind: Kind
    due_on: date
    due_at: datetime | None
    zone: str
    cancel_by_on: date | None
    cancel_by_at: datetime | None
    amount: AmountShown | None
    estimated: bool = Field(description="True when no source told the day: it follows from the interval.")
    corrected: bool = Field(description="True when its day or amount was set by hand.")
    quiet: Quiet = Field(description="Why nobody is reminded of it; empty when somebody may be.")
    closing: Closing = Field(description="Why it is no longer upcoming; empty while it is.")
    sentence: str = Field(description="The same in words.")
    closed_at: datetime | None


class SubscriptionShown(BaseModel):
    """A subscription as its source told it last, and as it was corrected since."""

    id: int = Field(description="Our own number.")
    external_id: str
    source: str
    member: MemberNamed
    product: ProductNamed
    order_number: str
    standing: Standing
    cancel_at_period_end: bool
    payer: Literal["automatic", "manual"]
    amount: AmountShown | None
    interval: IntervalTold | None = Field(description="Its own; null when it has its product's, or none.")
    anchor_day: int | None
    period_key: str
    next_payment_on: date | None
    next_payment_at: datetime | None
    trial_ends_on: date | None
    trial_ends_at: datetime | None
    term_ends_on: date | None
    cancel_by_on: date | None
    cancel_by_at: datetime | None
    total_payments: int | None
    payments_made: int | None
    card: CardShown | None
    started_on: date | None
    tags: list[str]
    subtotal: AmountShown | None
    discount: AmountShown | None
    shipping: AmountShown | None
    coupon: str
    shipping_method: str
    quantity: int | None
    addresses: dict[Literal["billing", "shipping"], Address]
    links: Texts
    custom: Texts
    corrections: list[CorrectionShown]
    due_dates: list[DueDateShown]
    created_at: datetime
    changed_at: datetime
    told_at: datetime = Field(description="When its source last told of it.")
    gone_at: datetime | None = Field(description="Since when a source that told of all lacks it.")


def show_subscription(row: Subscription) -> SubscriptionShown:
    """The whole of it; its member, product, sighting, corrections and due dates were read with it."""
    held = {each.part: each for each in row.corrections.all()}
    has_card = row.card_brand or row.card_last4 or row.card_expires_on
    return SubscriptionShown(
        id=row.pk,
        external_id=row.external_id,
        source=row.source,
        member=MemberNamed(id=row.member_id, external_id=row.member.external_id, email=row.member.email),
        product=ProductNamed(id=row.product_id, external_id=row.product.external_id, name=row.product.name),
        order_number=row.order_number,
        standing=Standing(row.standing),
        cancel_at_period_end=row.cancel_at_period_end,
        payer=row.payer_kind,  # type: ignore[arg-type]  # pydantic checks it
        amount=_amount(row, row.amount_minor),
        interval=interval_shown(row.interval_count, row.interval_unit),
        anchor_day=row.anchor_day,
        period_key=row.period_key,
        next_payment_on=row.next_on,
        next_payment_at=row.next_at,
        trial_ends_on=row.trial_ends_on,
        trial_ends_at=row.trial_ends_at,
        term_ends_on=row.term_ends_on,
        cancel_by_on=row.cancel_by_on,
        cancel_by_at=row.cancel_by_at,
        total_payments=row.total_payments,
        payments_made=row.payments_made,
        card=_card(row) if has_card else None,
        started_on=row.started_on,
        tags=[tag for tag in row.tags.split("|") if tag],
        **_details(row),
        corrections=[_correction(each) for each in held.values()],
        due_dates=[_due_date(each, held) for each in row.due_dates.all()],
        created_at=row.created_at,
        changed_at=row.changed_at,
        told_at=row.sighting.seen_at,
        gone_at=row.gone_at,
    )


def _amount(row: Subscription, minor: Any) -> AmountShown | None:
    currency = row.currency or row.organization.currency
    return amount_shown(minor if isinstance(minor, int) else None, currency)


def _card(row: Subscription) -> CardShown:
    expires = f"{row.card_expires_on:%Y-%m}" if row.card_expires_on else None
    return CardShown(brand=row.card_brand, last4=row.card_last4, expires=expires)


def _details(row: Subscription) -> dict[str, Any]:
    details: Mapping[str, Any] = row.details
    quantity = details.get("quantity")
    addresses = {
        name: address_of(place)
        for name, place in (details.get("addresses") or {}).items()
        if name in ("billing", "shipping")
    }
    return {
        "subtotal": _amount(row, details.get("subtotal")),
        "discount": _amount(row, details.get("discount")),
        "shipping": _amount(row, details.get("shipping")),
        "coupon": str(details.get("coupon") or ""),
        "shipping_method": str(details.get("shipping_method") or ""),
        "quantity": quantity if isinstance(quantity, int) else None,
        "addresses": {name: place for name, place in addresses.items() if place},
        "links": texts_of(details.get("links")),
        "custom": texts_of(details.get("custom")),
    }


def _correction(held: Correction) -> CorrectionShown:
    said = {_RENAMED.get(name, name): held.told[name] for name in held.value}
    return CorrectionShown(
        part=Part(held.part), source_says=said, ends_on=held.ends_on, at=held.at, by=held.actor
    )


def _due_date(row: DueDate, held: Mapping[str, Correction]) -> DueDateShown:
    quiet, closing = Quiet(row.quiet), Closing(row.closing)
    is_next = row.occasion == Occasion.PAYMENT and closing is Closing.OPEN
    due = held.get(Part.DUE)
    is_moved = due is not None and _is_set_to(due, row)
    return DueDateShown(
        id=row.pk,
        occasion=Occasion(row.occasion),
        kind=Kind(row.kind),
        due_on=row.due_on,
        due_at=row.due_at,
        zone=row.zone,
        cancel_by_on=row.cancel_by_on,
        cancel_by_at=row.cancel_by_at,
        amount=amount_shown(row.amount_minor, row.currency),
        estimated=row.estimated,
        corrected=is_next and (is_moved or Part.AMOUNT in held),
        quiet=quiet,
        closing=closing,
        sentence=CLOSING_SENTENCES.get(closing) or QUIET_SENTENCES.get(quiet, ""),
        closed_at=row.closed_at,
    )


def _is_set_to(due: Correction, row: DueDate) -> bool:
    if row.due_at is not None:
        return bool(due.value["next_at"] == row.due_at.astimezone(UTC).isoformat())
    return bool(due.value["next_on"] == row.due_on.isoformat())
