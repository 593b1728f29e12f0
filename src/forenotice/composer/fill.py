"""Raw facts become the values a text may name, each already in the reader's own way of writing."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from forenotice.composer import formats
from forenotice.composer.colour import colour_of, readable_on, readable_on_dark, readable_on_white
from forenotice.composer.facts import BoosterFacts, Facts, OrganizationFacts, Place
from forenotice.composer.smarttags import CUSTOM_PREFIX, custom_key
from forenotice.kernel.local_time import local_day
from forenotice.kernel.money import Money

Value = str | int | bool
Context = Mapping[str, Value]
"""Values by the dotted name of their smart tag. Plain JSON: what a try keeps as proof of what it said."""

LOCALE = "locale"
"""The context's own entry for the locale its values are written in."""
RAW = ":iso"
"""Ends the name of a day in ISO 8601, beside the formatted one: what the ``date`` filter works on."""

_NO_BOOSTER = BoosterFacts()
_HARMLESS_URL = re.compile(
    r"(?:https?://[^\s/?#\\<>\"'`]|mailto:[^\s?#<>\"'`])[^\s<>\"\x00-\x1f\x7f]*", re.IGNORECASE
)


def speaking_locale(text_locale: str, member_locale: str, organization_locale: str = "") -> str:
    """The locale to format values in: the member's or the organization's region, in the text's own
    language.

    An English text for a member in Berlin says "on May 3", because "on 3. Mai" is no language at all; an
    English text of a British organization says "on 3 May".
    """
    for candidate in (member_locale, text_locale, organization_locale):
        if "-" in candidate.replace("_", "-") and formats.same_language(text_locale, candidate):
            return candidate
    return text_locale


def fill(facts: Facts, locale: str) -> Context:
    """Every smart tag's value for these facts, written for ``locale``. Unknown things are empty strings."""
    context: dict[str, Value] = {LOCALE: locale}
    context.update(_organization_values(facts.organization))
    _fill_member(context, facts, locale)
    _fill_order(context, facts, locale)
    _fill_payment(context, facts, locale)
    _fill_moments(context, facts, locale)
    _fill_links(context, facts)
    booster = facts.booster or _NO_BOOSTER
    context["booster.title"] = booster.title
    context["booster.html"] = booster.html
    context["booster.text"] = booster.text
    return context


def without_live_links(context: Context) -> Context:
    """The same with every member link empty: for copies that others than the member read."""
    return {name: "" if name.startswith("links.") else value for name, value in context.items()}


def harmless_url(url: str) -> str:
    """A whole http, https or mailto URL as it is; anything else becomes empty."""
    return url if _HARMLESS_URL.fullmatch(url) else ""


@lru_cache(maxsize=256)
def _organization_values(organization: OrganizationFacts) -> Mapping[str, Value]:
    colour = colour_of(organization.colour)
    return MappingProxyType(
        {
            "organization.name": organization.name,
            "organization.legal_name": organization.legal_name,
            "organization.address": organization.address,
            "organization.support_email": organization.support_email,
            "organization.support_phone": organization.support_phone,
            "organization.late_policy": organization.late_policy,
            "organization.logo": harmless_url(organization.logo),
            "organization.website": harmless_url(organization.website),
            "organization.colour": colour,
            "organization.colour_text": readable_on(colour),
            "organization.colour_on_light": readable_on_white(colour),
            "organization.colour_on_dark": readable_on_dark(colour),
        }
    )


def _fill_member(context: dict[str, Value], facts: Facts, locale: str) -> None:
    member, sender = facts.member, facts.sender
    first_name = member.first_name.strip()
    context["member.first_name"] = first_name or formats.neutral_greeting(locale)
    context["member.last_name"] = member.last_name
    context["member.full_name"] = f"{first_name} {member.last_name}".strip()
    context["member.email"] = member.email
    context["member.phone"] = member.phone
    context["member.username"] = member.username
    context["member.id"] = member.id
    context["member.status"] = member.status
    context["member.locale"] = member.locale
    context["member.time_zone"] = facts.zone
    context["member.tags"] = ", ".join(member.tags)
    _put_day(context, "member.since", member.since, "long", locale)
    today = local_day(facts.now, facts.zone)
    context["member.days_as_member"] = (today - member.since).days if member.since else ""
    _fill_place(context, "member.billing", member.billing, locale)
    _fill_place(context, "member.shipping", member.shipping, locale)
    for key, value in member.custom.items():
        context[CUSTOM_PREFIX + custom_key(key)] = value
    context["sender.name"] = sender.name
    context["sender.email"] = sender.email
    context["sender.first_name"] = sender.first_name
    context["sender.last_name"] = sender.last_name
    context["sender.phone"] = sender.phone


def _fill_order(context: dict[str, Value], facts: Facts, locale: str) -> None:
    order, product = facts.order, facts.product
    context["order.number"] = order.number
    context["order.total"] = _money(order.total, locale)
    context["order.subtotal"] = _money(order.subtotal, locale)
    context["order.discount"] = _money(order.discount, locale)
    context["order.shipping"] = _money(order.shipping, locale)
    context["order.coupon"] = order.coupon
    context["order.shipping_method"] = order.shipping_method
    context["order.quantity"] = _number(order.quantity)
    _fill_place(context, "order.billing", order.billing_address, locale)
    _fill_place(context, "order.shipping", order.shipping_address, locale)
    context["product.name"] = product.name
    context["product.description"] = product.description
    context["product.level"] = product.level
    context["product.bundle"] = product.bundle
    context["product.price"] = _money(product.price, locale)
    context["product.interval"] = formats.every(product.interval, locale) if product.interval else ""


def _fill_payment(context: dict[str, Value], facts: Facts, locale: str) -> None:
    payment = facts.payment
    amount, previous = payment.amount, payment.previous_amount
    # A card expires on a day that is no payment's own; of the payment after it nothing may be known.
    due_on = payment.due_on or (None if facts.kind == "card_expiry" else facts.due_on)
    context["payment.amount"] = _money(amount, locale)
    context["payment.amount_minor"] = amount.minor if amount else ""
    context["payment.currency"] = amount.currency if amount else ""
    _put_day(context, "payment.due_date", due_on, "long", locale)
    _put_day(context, "payment.due_date_short", due_on, "short", locale)
    _put_day(context, "payment.due_weekday", due_on, "weekday", locale)
    days_left = (due_on - local_day(facts.now, facts.zone)).days if due_on else None
    context["payment.days_left"] = _number(days_left)
    context["payment.time_left"] = "" if days_left is None else formats.time_left(days_left, locale)
    context["payment.is_automatic"] = payment.is_automatic
    context["payment.is_trial_end"] = facts.kind == "trial_end"
    context["payment.is_last"] = payment.is_last
    context["payment.is_first"] = payment.is_first
    context["payment.number"] = _number(payment.number)
    context["payment.of"] = _number(payment.of)
    context["payment.previous_amount"] = _money(previous, locale)
    context["payment.amount_changed"] = bool(amount and previous and amount != previous)
    context["payment.method"] = formats.card(payment.card_brand, payment.card_last4, locale)
    expires_on = payment.card_expires_on
    _put_day(context, "payment.method_expires", expires_on, "month", locale)
    context["payment.method_expires_before_due"] = bool(
        expires_on and (due_on is None or formats.end_of_month(expires_on) < due_on)
    )


def _fill_moments(context: dict[str, Value], facts: Facts, locale: str) -> None:
    trial_ends_on = facts.trial_ends_on or (facts.due_on if facts.kind == "trial_end" else None)
    _put_day(context, "trial.ends", trial_ends_on, "long", locale)
    _put_day(context, "term.ends", facts.due_on if facts.kind == "term_end" else None, "long", locale)
    cancel_by = facts.cancel_by_on
    if facts.cancel_by_at is not None:
        cancel_by = last_day_before(facts.cancel_by_at, facts.zone)
    _put_day(context, "cancel_by", cancel_by, "long", locale)


def _fill_links(context: dict[str, Value], facts: Facts) -> None:
    links = facts.links
    context["links.pay"] = harmless_url(links.pay)
    context["links.update_payment"] = harmless_url(links.update_payment)
    context["links.manage"] = harmless_url(links.manage)
    context["links.cancel"] = harmless_url(links.cancel)
    context["links.portal"] = harmless_url(links.portal)
    context["links.preferences"] = harmless_url(links.preferences)
    context["links.unsubscribe"] = harmless_url(links.unsubscribe)
    context["links.calendar"] = harmless_url(links.calendar)


def _fill_place(context: dict[str, Value], prefix: str, place: Place, locale: str) -> None:
    context[f"{prefix}.street"] = place.street
    context[f"{prefix}.city"] = place.city
    context[f"{prefix}.state"] = place.state
    context[f"{prefix}.zip"] = place.zip
    context[f"{prefix}.country"] = place.country
    context[f"{prefix}.country_name"] = formats.country_name(place.country, locale) if place.country else ""


def last_day_before(deadline: datetime, zone: str) -> date:
    """The last local day that is wholly over when the deadline strikes."""
    return local_day(deadline - timedelta(microseconds=1), zone) - (
        timedelta(0) if _is_midnight(deadline, zone) else timedelta(days=1)
    )


def _is_midnight(moment: datetime, zone: str) -> bool:
    return local_day(moment - timedelta(microseconds=1), zone) != local_day(moment, zone)


def _put_day(context: dict[str, Value], name: str, value: date | None, style: str, locale: str) -> None:
    context[name] = formats.day(value, style, locale) if value else ""
    context[name + RAW] = value.isoformat() if value else ""


def _money(amount: Money | None, locale: str) -> str:
    return formats.money(amount.minor, amount.currency, locale) if amount is not None else ""


def _number(count: int | None) -> int | str:
    return "" if count is None else count
