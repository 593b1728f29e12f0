"""A subscription as the shop's API tells it becomes facts, or the reason why it cannot. Pure.

Dates are taken from the fields that the shop gives in GMT. The API does not say whether a subscription is
renewed by hand, so that is seen by its way of paying; nor does it tell anything of a stored card.
"""

import html
import re
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from typing import Any

from forenotice.kernel.local_time import local_day
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.amounts import read_currency
from forenotice.sources.contract import Unclear
from forenotice.sources.people import read_email
from forenotice.sources.places import read_country
from forenotice.sources.unreadable import UnreadableError, quoted
from forenotice.sources.woocommerce.parts import (
    PartError,
    amount_of,
    list_of,
    moment_of,
    read_part,
    table_of,
    text_of,
    told,
)
from forenotice.sources.woocommerce.settings import ShopSettings

_UNDERSTANDING = 1
"""Raised whenever the same words come to mean something else, so that all is understood anew."""

_BY_HAND = "requires_manual_renewal"
_STANDINGS = {
    "active": Standing.ACTIVE,
    "pending-cancel": Standing.ACTIVE,
    "pending": Standing.PAST_DUE,
    "on-hold": Standing.PAST_DUE,
    "cancelled": Standing.CANCELLED,
    "trash": Standing.CANCELLED,
    "expired": Standing.ENDED,
    "switched": Standing.ENDED,
}
_UNITS = ("day", "week", "month", "year")
_PLACES = {"state": "state", "zip": "postcode", "city": "city", "country": "country"}
_LONGEST, _LONGEST_NAME = 200, 300
_YES = (True, 1, "1", "true", "yes")

ASKED = {
    "_fields": "id,number,status,currency,total,discount_total,shipping_total,customer_id,billing,shipping,"
    "payment_method,line_items,coupon_lines,shipping_lines,billing_period,billing_interval,date_modified,"
    "date_modified_gmt,start_date_gmt,trial_end_date_gmt,next_payment_date_gmt,end_date_gmt,meta_data,"
    f"{_BY_HAND}",
    "include_meta": f"_{_BY_HAND}",
}
"""What a shop is asked to tell of a subscription: no more than is read here."""


class Understanding:
    """Understands the subscriptions of one shop. ``zone`` and ``currency`` hold where it does not say."""

    def __init__(self, settings: ShopSettings, zone: str, currency: str) -> None:
        self._settings, self._zone, self._currency = settings, zone, currency

    def read(self, item: Any) -> SubscriptionFacts | Unclear:
        """The facts of one subscription."""
        if not isinstance(item, dict):
            return Unclear("", "the shop's list", "Something stands here that is no subscription.")
        number = item.get("id")
        key = str(number) if type(number) is int and 0 < number < 2**63 else ""
        try:
            return self._facts(item, key)
        except PartError as error:
            place = f"subscription {key or '(without a number)'}"
            return Unclear(key, place, str(error), error.part, told(item, error.part))

    def _facts(self, item: Mapping[str, Any], key: str) -> SubscriptionFacts:
        if not key:
            raise PartError("id", "It has no number.")
        status = text_of(item, "status")
        if status not in _STANDINGS:
            raise PartError("status", f"{quoted(status)} is not a status we know.")
        currency = read_part("currency", read_currency, text_of(item, "currency")) or self._currency
        unit, count = self._interval(item)
        billing = table_of(item, "billing")
        facts = SubscriptionFacts(
            external_id=key,
            member=self._member(item, billing),
            product=self._product(item),
            fingerprint=0,
            order_number=text_of(item, "number") or key,
            standing=_STANDINGS[status].value,
            cancel_at_period_end=status == "pending-cancel",
            payer_kind=self._payer_kind(item),
            amount_minor=amount_of(item, "total", currency),
            currency=currency,
            interval_count=count,
            interval_unit=unit,
            next_at=moment_of(item, "next_payment_date_gmt"),
            trial_ends_at=moment_of(item, "trial_end_date_gmt"),
            term_ends_on=self._day(item, "end_date_gmt"),
            started_on=self._day(item, "start_date_gmt"),
            details=self._details(item, key, currency),
        )
        facts.fingerprint = _fingerprint(facts)
        return facts

    def _interval(self, item: Mapping[str, Any]) -> tuple[str, int | None]:
        unit, times = text_of(item, "billing_period"), text_of(item, "billing_interval") or "1"
        if not unit:
            return "", None
        if unit not in _UNITS:
            raise PartError("billing_period", f"{quoted(unit)} is not day, week, month or year.")
        if not (times.isascii() and times.isdigit() and 0 < int(times[:6]) <= 1_200):
            raise PartError("billing_interval", f"{quoted(times)} is not a number of {unit}s.")
        return unit, int(times)

    def _member(self, item: Mapping[str, Any], billing: Mapping[str, Any]) -> MemberFacts:
        email = read_part("billing.email", read_email, text_of(billing, "email"))
        number = text_of(item, "customer_id")
        key = number if number not in ("", "0") else email
        if not key:
            raise PartError("customer_id", "It has neither a customer nor an email address.")
        shipping = table_of(item, "shipping")
        details = {
            "phone": text_of(billing, "phone"),
            "billing": _address(billing),
            "shipping": _address(shipping),
        }
        return MemberFacts(
            external_id=key[:_LONGEST],
            email=email,
            first_name=text_of(billing, "first_name"),
            last_name=text_of(billing, "last_name"),
            country=_country(billing),
            details={name: value for name, value in details.items() if value},
        )

    def _product(self, item: Mapping[str, Any]) -> ProductFacts:
        """What it is for; several products are named together."""
        lines = list_of(item, "line_items")
        ids = [_line_id(line) for line in lines]
        names = [html.unescape(text_of(line, "name", _LONGEST_NAME)) for line in lines]
        if not ids or not all(ids):
            raise PartError("line_items", "It does not say which product it is for.")
        return ProductFacts("+".join(ids)[:_LONGEST], " + ".join(filter(None, names))[:_LONGEST_NAME])

    def _payer_kind(self, item: Mapping[str, Any]) -> str:
        gateway = text_of(item, "payment_method")
        by_hand = not gateway or gateway in self._settings.manual_gateways or said_by_hand(item) in _YES
        return (PayerKind.MANUAL if by_hand else PayerKind.AUTOMATIC).value

    def _day(self, item: Mapping[str, Any], name: str) -> date | None:
        moment = moment_of(item, name)
        return None if moment is None else local_day(moment, self._zone)

    def _details(self, item: Mapping[str, Any], key: str, currency: str) -> dict[str, Any]:
        """What is only ever shown; amounts in minor units."""
        lines, page = list_of(item, "line_items"), self._settings.account_page.replace("{id}", key)
        quantity = text_of(lines[0], "quantity") if len(lines) == 1 else ""
        details: dict[str, Any] = {
            "discount": amount_of(item, "discount_total", currency),
            "shipping": amount_of(item, "shipping_total", currency),
            "coupon": ", ".join(
                filter(None, (text_of(line, "code") for line in list_of(item, "coupon_lines")))
            ),
            "shipping_method": ", ".join(
                filter(None, (text_of(line, "method_title") for line in list_of(item, "shipping_lines")))
            ),
            "quantity": int(quantity) if re.fullmatch("[0-9]{1,6}", quantity) else None,
            "addresses": {
                kind: place for kind in ("billing", "shipping") if (place := _address(table_of(item, kind)))
            },
            # Whatever the member may want to do begins on that page.
            "links": dict.fromkeys(("pay", "update", "manage", "cancel"), page) if page else {},
        }
        return {name: value for name, value in details.items() if value}


def said_by_hand(item: Mapping[str, Any]) -> Any:
    """What a shop says of renewals by hand; None for those that say nothing, as they do by themselves."""
    metas = [each.get("value") for each in list_of(item, "meta_data") if each.get("key") == f"_{_BY_HAND}"]
    return item.get(_BY_HAND, metas[0] if metas else None)


def _line_id(line: Mapping[str, Any]) -> str:
    """A variation is a product of its own; what is not in the shop any more is known by its name."""
    ids = (text_of(line, "variation_id"), text_of(line, "product_id"))
    return next((each for each in ids if each not in ("", "0")), text_of(line, "name"))


def _address(told: Mapping[str, Any]) -> dict[str, str]:
    place = {ours: text_of(told, theirs) for ours, theirs in _PLACES.items()}
    place["street"] = ", ".join(filter(None, (text_of(told, "address_1"), text_of(told, "address_2"))))
    return {name: word for name, word in place.items() if word}


def _country(told: Mapping[str, Any]) -> str:
    try:
        return read_country(text_of(told, "country")) if text_of(told, "country") else ""
    except UnreadableError:
        # Shops may add regions of their own as countries, and nothing certain follows from those.
        return ""


def _fingerprint(facts: SubscriptionFacts) -> int:
    words = repr((_UNDERSTANDING, facts)).encode("utf-8", "replace")
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "little", signed=True)
