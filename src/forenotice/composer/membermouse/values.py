"""What MemberMouse's tags say of a member, an order, a product, and whoever signs."""

from collections.abc import Mapping
from types import MappingProxyType

from forenotice.composer.membermouse.native import Counterpart, near, none, same

_PLACE = {"address": "street", "city": "city", "state": "state", "zipcode": "zip", "country": "country"}
_NAME_FOR_NUMBER = "Its name stands in place of its number."
_CHECK = "See whether the words around it still fit."


def _places(prefix: str, which: str) -> dict[str, Counterpart]:
    return {f"{which}{theirs}": same(f"{prefix}.{which}.{ours}") for theirs, ours in _PLACE.items()}


MEMBER: Mapping[str, Counterpart] = MappingProxyType(
    {
        "id": same("member.id"),
        "username": same("member.username"),
        "email": same("member.email"),
        "firstname": same("member.first_name"),
        "lastname": same("member.last_name"),
        "phone": same("member.phone"),
        "membershipid": near("product.level", _NAME_FOR_NUMBER, _CHECK),
        "membershipname": same("product.level"),
        "statusid": near("member.status", _NAME_FOR_NUMBER, _CHECK),
        "statusname": same("member.status"),
        "registrationdate": same("member.since"),
        "statuschangeddate": none("Forenotice does not know when a status changed."),
        "expirationdate": near("term.ends", "It is empty for a term that does not end by itself.", _CHECK),
        "cancellationdate": none("Members who cancelled get no reminders."),
        "daysasmember": same("member.days_as_member"),
        **_places("member", "billing"),
        **_places("member", "shipping"),
    }
)
_NOT_KNOWN = "Forenotice does not know it."
ORDER: Mapping[str, Counterpart] = MappingProxyType(
    {
        "id": same("order.number"),
        "productid": near("product.name", _NAME_FOR_NUMBER, _CHECK),
        "productname": same("product.name"),
        "couponcode": same("order.coupon"),
        "shippingmethod": same("order.shipping_method"),
        "total": same("order.total"),
        "subtotal": same("order.subtotal"),
        "discount": same("order.discount"),
        "shipping": same("order.shipping"),
        **_places("order", "billing"),
        **_places("order", "shipping"),
        "billingcountryname": same("order.billing.country_name"),
        "shippingcountryname": same("order.shipping.country_name"),
        **dict.fromkeys(("ipaddress", "giftlink", "affiliateid", "subaffiliateid"), none(_NOT_KNOWN)),
    }
)
EMPLOYEE: Mapping[str, Counterpart] = MappingProxyType(
    {
        "displayname": same("sender.name"),
        "email": same("sender.email"),
        "firstname": same("sender.first_name"),
        "lastname": same("sender.last_name"),
        "phone": same("sender.phone"),
    }
)
_INTERVAL = none("Length and unit are one smart tag here.", "Write {{ product.interval }} in place of both.")
PRODUCT: Mapping[str, Counterpart] = MappingProxyType(
    {
        "name": same("product.name"),
        "description": same("product.description"),
        "price": same("product.price"),
        "billingdescription": Counterpart(
            "{{ product.price }} {{ product.interval }}", "Price and interval stand in its place.", _CHECK
        ),
        "issubscription": none("Every reminder is about a subscription."),
        "rebillduration": _INTERVAL,
        "rebillfrequency": _INTERVAL,
    }
)
