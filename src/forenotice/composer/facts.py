"""The raw facts that one message is made of: plain values, filled by whoever wants something said.

Amounts are :class:`Money` in minor units, days are the member's local ones, instants are aware and in UTC.
An empty string or ``None`` means that nobody told us.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from forenotice.kernel.interval import Interval
from forenotice.kernel.money import Money


class Place(NamedTuple):
    """A postal address. ``country`` is an ISO 3166 code of two letters."""

    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


NOWHERE = Place()


class OrganizationFacts(NamedTuple):
    """Who the message is from, as the owner describes it. ``colour`` is ``#rrggbb``, ``locale`` its own.

    ``late_policies`` are pairs of a locale and what happens when a payment is late, said in its language.
    """

    name: str
    legal_name: str = ""
    address: str = ""
    support_email: str = ""
    support_phone: str = ""
    late_policies: tuple[tuple[str, str], ...] = ()
    logo: str = ""
    website: str = ""
    colour: str = ""
    locale: str = ""


class SenderFacts(NamedTuple):
    """The person who signs."""

    name: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""


class MemberFacts(NamedTuple):
    """The member who reads. ``locale`` may be empty; ``custom`` holds the owner's own fields."""

    id: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    username: str = ""
    status: str = ""
    locale: str = ""
    since: date | None = None
    tags: tuple[str, ...] = ()
    billing: Place = NOWHERE
    shipping: Place = NOWHERE
    custom: Mapping[str, str] = MappingProxyType({})


class ProductFacts(NamedTuple):
    """What is paid for. ``interval`` is the subscription's own when it differs from the product's."""

    name: str = ""
    description: str = ""
    level: str = ""
    bundle: str = ""
    price: Money | None = None
    interval: Interval | None = None


class OrderFacts(NamedTuple):
    """The subscription's order."""

    number: str = ""
    total: Money | None = None
    subtotal: Money | None = None
    discount: Money | None = None
    shipping: Money | None = None
    coupon: str = ""
    shipping_method: str = ""
    quantity: int | None = None
    billing_address: Place = NOWHERE
    shipping_address: Place = NOWHERE


class PaymentFacts(NamedTuple):
    """The upcoming payment.

    ``due_on`` is only needed when the occasion itself is no payment (a card that expires before it). Never
    more of a card than brand, last four digits and the last day on which it is good.
    """

    amount: Money | None = None
    due_on: date | None = None
    is_automatic: bool = True
    is_last: bool = False
    is_first: bool = False
    number: int | None = None
    of: int | None = None
    previous_amount: Money | None = None
    card_brand: str = ""
    card_last4: str = ""
    card_expires_on: date | None = None


class LinkFacts(NamedTuple):
    """Where the member can act: whole URLs (http, https or mailto). Others are dropped."""

    pay: str = ""
    update_payment: str = ""
    manage: str = ""
    cancel: str = ""
    portal: str = ""
    preferences: str = ""
    unsubscribe: str = ""
    calendar: str = ""


class BoosterFacts(NamedTuple):
    """A short piece of added value chosen for this member. Its HTML is cleaned again before it is shown."""

    title: str = ""
    html: str = ""
    text: str = ""
    coupon: str = ""
    link: str = ""


class Facts(NamedTuple):
    """Everything a message may say, at the moment ``now`` in the member's ``zone`` (IANA name).

    ``kind`` is ``renewal``, ``trial_end``, ``payment_due``, ``term_end`` or ``card_expiry``; ``due_on``
    the local day it happens on and ``due_at`` its instant when known. ``cancel_by_at`` is the moment the
    door closes, ``cancel_by_on`` the last day on which it is still open.
    """

    kind: str
    now: datetime
    zone: str
    due_on: date
    organization: OrganizationFacts
    member: MemberFacts
    payment: PaymentFacts = PaymentFacts()
    product: ProductFacts = ProductFacts()
    order: OrderFacts = OrderFacts()
    links: LinkFacts = LinkFacts()
    sender: SenderFacts = SenderFacts()
    booster: BoosterFacts | None = None
    due_at: datetime | None = None
    trial_ends_on: date | None = None
    cancel_by_on: date | None = None
    cancel_by_at: datetime | None = None
