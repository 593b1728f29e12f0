"""Facts become the bytes of a payload."""

from datetime import UTC, datetime
from typing import NamedTuple

from forenotice.composer.facts import Facts, Place
from forenotice.composer.payload.shape import (
    PAYLOADS,
    Amount,
    CardTold,
    DueFacts,
    DuePayload,
    DueTold,
    IntervalTold,
    LinksTold,
    MemberTold,
    OrderTold,
    OrganizationTold,
    PaymentTold,
    PlaceTold,
    ProductTold,
    ReminderTold,
    SubscriptionTold,
    WithdrawnFacts,
    WithdrawnPayload,
)
from forenotice.kernel.interval import Interval
from forenotice.kernel.money import Money
from forenotice.kernel.payload import PayloadType

LONGEST = 20_000
"""Bytes of a body at most, as Standard Webhooks advises."""

_LONGEST_WORDS = 300

# Of these, the due date is the payment's own.
_PAYMENTS = frozenset({"renewal", "trial_end", "payment_due"})


class Names(NamedTuple):
    """What facts leave out because no member reads it: what things are called by those who keep them.

    ``reminder_id`` names the reminder towards the outside. ``lead_time`` reads ``7 days``.
    """

    reminder_id: str
    mode: str
    organization: str
    rule: str
    step: str
    lead_time: str
    message_class: str
    product: str
    source: str
    subscription: str


class Withdrawal(NamedTuple):
    """Why what was told no longer holds, and since when."""

    reason: str
    sentence: str
    at: datetime


def body_of(facts: Facts, names: Names, withdrawal: Withdrawal | None = None) -> bytes:
    """The JSON that tells of an upcoming payment, or that takes it back."""
    told = told_of(facts, names, withdrawal)
    body = _as_json(told, facts.now)
    return body if len(body) <= LONGEST else _as_json(_shortened(told), facts.now)


def payload_of_body(of: PayloadType, body: bytes) -> DuePayload | WithdrawnPayload:
    """A body read again."""
    return PAYLOADS[of].model_validate_json(body)


def told_of(facts: Facts, names: Names, withdrawal: Withdrawal | None = None) -> DueFacts:
    """What a payload says, as values."""
    told = DueFacts(
        id=names.reminder_id,
        mode=names.mode,  # type: ignore[arg-type]  # pydantic checks it
        organization=OrganizationTold(
            key=names.organization,
            name=facts.organization.name,
            support_email=facts.organization.support_email,
        ),
        reminder=ReminderTold(
            rule=names.rule,
            step=names.step,
            lead_time=names.lead_time,
            message_class=names.message_class,  # type: ignore[arg-type]
        ),
        due=_due(facts),
        payment=_payment(facts),
        member=_member(facts),
        product=_product(facts, names.product),
        order=_order(facts),
        subscription=SubscriptionTold(id=names.subscription, source=names.source),
        links=LinksTold(
            pay=facts.links.pay,
            update_payment=facts.links.update_payment,
            manage=facts.links.manage,
            cancel=facts.links.cancel,
        ),
    )
    if withdrawal is None:
        return told
    reason, sentence, at = withdrawal
    return WithdrawnFacts(**dict(told), reason=reason, sentence=sentence, withdrawn_at=at)


def _as_json(told: DueFacts, now: datetime) -> bytes:
    now = now.astimezone(UTC).replace(microsecond=0)
    if isinstance(told, WithdrawnFacts):
        return WithdrawnPayload(timestamp=now, data=told).model_dump_json().encode()
    return DuePayload(timestamp=now, data=told).model_dump_json().encode()


def _shortened(told: DueFacts) -> DueFacts:
    """The same without what its owner may write at any length; all else is bounded by its columns."""
    nowhere = _place(Place())
    places = {"billing": nowhere, "shipping": nowhere}
    cut = {
        name: value[:_LONGEST_WORDS] for name, value in dict(told.member).items() if isinstance(value, str)
    }
    links = {name: value if len(value) <= 2 * _LONGEST_WORDS else "" for name, value in told.links}
    return told.model_copy(
        update={
            "member": told.member.model_copy(update={**cut, **places, "custom": {}, "tags": []}),
            "product": told.product.model_copy(update={"description": ""}),
            "order": told.order.model_copy(
                update={"billing_address": nowhere, "shipping_address": nowhere, "coupon": ""}
            ),
            "links": LinksTold(**links),
            "shortened": True,
        }
    )


def _due(facts: Facts) -> DueTold:
    return DueTold(
        kind=facts.kind,  # type: ignore[arg-type]
        on=facts.due_on,
        at=facts.due_at,
        zone=facts.zone,
        cancel_by_on=facts.cancel_by_on,
        cancel_by_at=facts.cancel_by_at,
        trial_ends_on=facts.trial_ends_on,
    )


def _payment(facts: Facts) -> PaymentTold:
    payment = facts.payment
    before = payment.previous_amount if payment.previous_amount != payment.amount else None
    has_card = payment.card_brand or payment.card_last4 or payment.card_expires_on
    return PaymentTold(
        amount=_amount(payment.amount),
        previous_amount=_amount(before),
        due_on=payment.due_on or (facts.due_on if facts.kind in _PAYMENTS else None),
        is_automatic=payment.is_automatic,
        is_first=payment.is_first,
        is_last=payment.is_last,
        number=payment.number,
        of=payment.of,
        card=CardTold(brand=payment.card_brand, last4=payment.card_last4, expires_on=payment.card_expires_on)
        if has_card
        else None,
    )


def _member(facts: Facts) -> MemberTold:
    member = facts.member
    return MemberTold(
        id=member.id,
        email=member.email,
        first_name=member.first_name,
        last_name=member.last_name,
        username=member.username,
        phone=member.phone,
        status=member.status,
        locale=member.locale,
        since=member.since,
        tags=list(member.tags),
        billing=_place(member.billing),
        shipping=_place(member.shipping),
        custom=dict(member.custom),
    )


def _product(facts: Facts, key: str) -> ProductTold:
    product = facts.product
    return ProductTold(
        id=key,
        name=product.name,
        description=product.description,
        level=product.level,
        bundle=product.bundle,
        price=_amount(product.price),
        interval=_interval(product.interval),
    )


def _order(facts: Facts) -> OrderTold:
    order = facts.order
    return OrderTold(
        number=order.number,
        total=_amount(order.total),
        subtotal=_amount(order.subtotal),
        discount=_amount(order.discount),
        shipping=_amount(order.shipping),
        coupon=order.coupon,
        quantity=order.quantity,
        billing_address=_place(order.billing_address),
        shipping_address=_place(order.shipping_address),
    )


def _place(place: Place) -> PlaceTold:
    return PlaceTold(**place._asdict())


def _amount(money: Money | None) -> Amount | None:
    if money is None:
        return None
    return Amount(amount=f"{money.amount:f}", minor=money.minor, currency=money.currency)


def _interval(interval: Interval | None) -> IntervalTold | None:
    if interval is None:
        return None
    return IntervalTold(count=interval.count, unit=interval.unit.value)  # type: ignore[arg-type]
