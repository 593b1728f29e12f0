"""What the ledger knows becomes the plain facts that a message is made of."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from forenotice.accounts.models import Organization
from forenotice.composer.facts import (
    NOWHERE,
    Facts,
    LinkFacts,
    MemberFacts,
    OrderFacts,
    OrganizationFacts,
    PaymentFacts,
    Place,
    ProductFacts,
    SenderFacts,
)
from forenotice.dispatcher.wording import Signature
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.money import Money
from forenotice.ledger.queries import Known
from forenotice.ledger.states import Kind, PayerKind

_PLACE = ("street", "city", "state", "zip", "country")


def facts_to_speak(
    known: Known, organization: OrganizationFacts, sender: SenderFacts, now: datetime
) -> Facts:
    """Everything a message may say about one due date, at this moment."""
    is_trial = known.kind == Kind.TRIAL_END
    return Facts(
        kind=known.kind,
        now=now,
        zone=known.zone,
        due_on=known.due_on,
        organization=organization,
        member=_member(known),
        payment=_payment(known),
        product=_product(known),
        order=_order(known),
        links=_links(known),
        sender=sender,
        due_at=known.due_at,
        trial_ends_on=known.due_on if is_trial else known.trial_ends_on,
        cancel_by_on=known.cancel_by_on,
        cancel_by_at=known.cancel_by_at,
    )


def organization_facts(organization: Organization) -> OrganizationFacts:
    """Who a message is from."""
    return OrganizationFacts(
        name=organization.name,
        legal_name=organization.legal_name,
        address=organization.address,
        support_email=organization.support_email,
        support_phone=organization.support_phone,
        late_policies=tuple(sorted(organization.late_policy.items())),
        logo=organization.logo,
        website=organization.website,
        colour=organization.colour,
        locale=organization.locale,
    )


def sender_facts(organization: Organization, signed: Signature) -> SenderFacts:
    """The person who signs; a name of several words has its last name last."""
    name = signed.sender.name
    first, _, last = name.rpartition(" ")
    return SenderFacts(
        name=name,
        email=signed.sender.email,
        first_name=first or last,
        last_name=last if first else "",
        phone=organization.sender_phone,
    )


def _member(known: Known) -> MemberFacts:
    details = known.member_details
    addresses = known.subscription_details.get("addresses") or {}
    return MemberFacts(
        id=known.member_key,
        email=known.email,
        first_name=known.first_name,
        last_name=known.last_name,
        phone=str(details.get("phone") or ""),
        username=str(details.get("username") or ""),
        status=str(details.get("status") or known.standing),
        locale=known.locale,
        since=known.joined_on,
        tags=tuple(tag for tag in known.tags.split("|") if tag),
        billing=_place(details.get("billing") or addresses.get("billing")),
        shipping=_place(details.get("shipping") or addresses.get("shipping")),
        custom=own_fields(known),
    )


def own_fields(known: Known) -> Mapping[str, str]:
    """What the owner's own fields hold for a member; the subscription's win over the member's."""
    custom = {
        **(known.member_details.get("custom") or {}),
        **(known.subscription_details.get("custom") or {}),
    }
    return {str(key): str(value) for key, value in custom.items()}


def _payment(known: Known) -> PaymentFacts:
    return PaymentFacts(
        amount=_money(known.amount_minor, known.currency),
        due_on=known.payment_on,
        is_automatic=known.payer_kind == PayerKind.AUTOMATIC,
        is_last=bool(known.is_last),
        is_first=known.payment_number == 1,
        number=known.payment_number,
        of=known.total_payments,
        previous_amount=_money(known.previous_amount_minor, known.currency),
        card_brand=known.card_brand,
        card_last4=known.card_last4,
        card_expires_on=known.card_expires_on,
    )


def _product(known: Known) -> ProductFacts:
    return ProductFacts(
        name=known.product_name,
        description=known.product_description,
        level=known.level,
        bundle=known.bundle,
        price=_money(known.price_minor, known.price_currency),
        interval=_interval(known.interval_count, known.interval_unit)
        or _interval(known.product_interval_count, known.product_interval_unit),
    )


def _order(known: Known) -> OrderFacts:
    details = known.subscription_details
    addresses = details.get("addresses") or {}
    quantity = details.get("quantity")
    return OrderFacts(
        number=known.order_number,
        total=_money(known.amount_minor, known.currency),
        subtotal=_money(details.get("subtotal"), known.currency),
        discount=_money(details.get("discount"), known.currency),
        shipping=_money(details.get("shipping"), known.currency),
        coupon=str(details.get("coupon") or ""),
        shipping_method=str(details.get("shipping_method") or ""),
        quantity=quantity if isinstance(quantity, int) else None,
        billing_address=_place(addresses.get("billing")),
        shipping_address=_place(addresses.get("shipping")),
    )


def _links(known: Known) -> LinkFacts:
    """The subscription's own links, else its product's with the member's and the order's ids put in."""
    own = known.subscription_details.get("links") or {}
    ids = {
        "{member_id}": known.member_key,
        "{order_number}": known.order_number,
        "{subscription_id}": known.subscription_key,
    }
    return LinkFacts(
        pay=own.get("pay") or _filled(known.pay_url, ids),
        update_payment=own.get("update") or _filled(known.update_url, ids),
        manage=own.get("manage") or _filled(known.manage_url, ids),
        cancel=own.get("cancel") or _filled(known.cancel_url, ids),
    )


def _filled(template: str, ids: Mapping[str, str]) -> str:
    """A link with ids in it, each quoted so that none can add a parameter or a path of its own."""
    if "{" in template:
        for mark, value in ids.items():
            template = template.replace(mark, quote(value, safe=""))
    return template


def _place(words: Any) -> Place:
    if not isinstance(words, Mapping) or not words:
        return NOWHERE
    return Place(**{name: str(words.get(name) or "") for name in _PLACE})


def _money(minor: Any, currency: str) -> Money | None:
    return _same_money(minor, currency) if isinstance(minor, int) and currency else None


# Members share a few amounts and intervals, and making one of these values checks it.
_same_money = lru_cache(maxsize=4096)(Money)


@lru_cache(maxsize=256)
def _interval(count: int | None, unit: str) -> Interval | None:
    return Interval(count, Unit(unit)) if count and unit else None
