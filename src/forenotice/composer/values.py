"""How each smart tag gets its value, one line for each: only those that a text names are ever worked out."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from forenotice.composer import formats, turns
from forenotice.composer.colour import colour_of, readable_on, readable_on_dark, readable_on_white
from forenotice.composer.facts import BoosterFacts, Facts, OrganizationFacts, Place
from forenotice.composer.smarttags import CUSTOM_PREFIX, custom_key
from forenotice.composer.texts import in_language_of
from forenotice.kernel.local_time import local_day
from forenotice.kernel.money import Money

Value = str | int | bool
Make = Callable[[Facts, str], Value]
"""Works a value out from the facts, for a locale. An unknown thing is an empty string."""
MakeDay = Callable[[Facts], date | None]

RAW = ":iso"
"""Ends the name of a day in ISO 8601, beside the formatted ones: what the ``date`` filter works on."""

_NO_BOOSTER = BoosterFacts()
_HARMLESS_URL = re.compile(
    r"(?:https?://[^\s/?#\\<>\"'`]|mailto:[^\s?#<>\"'`])[^\s<>\"\x00-\x1f\x7f]*", re.IGNORECASE
)


def harmless_url(url: str) -> str:
    """A whole http, https or mailto URL as it is; anything else becomes empty."""
    return url if url and _HARMLESS_URL.fullmatch(url) else ""


def last_day_before(deadline: datetime, zone: str) -> date:
    """The last local day that is wholly over when the deadline strikes."""
    return local_day(deadline - timedelta(microseconds=1), zone) - (
        timedelta(0) if _is_midnight(deadline, zone) else timedelta(days=1)
    )


@lru_cache(maxsize=256)
def organization_values(organization: OrganizationFacts, locale: str) -> Mapping[str, Value]:
    """The smart tags that are the same for every member who reads the same language."""
    colour = colour_of(organization.colour)
    return MappingProxyType(
        {
            "organization.name": organization.name,
            "organization.legal_name": organization.legal_name,
            "organization.address": organization.address,
            "organization.support_email": organization.support_email,
            "organization.support_phone": organization.support_phone,
            "organization.late_policy": in_language_of(locale, dict(organization.late_policies)) or "",
            "organization.logo": harmless_url(organization.logo),
            "organization.website": harmless_url(organization.website),
            "organization.colour": colour,
            "organization.colour_text": readable_on(colour),
            "organization.colour_on_light": readable_on_white(colour),
            "organization.colour_on_dark": readable_on_dark(colour),
        }
    )


# All that leaves in one batch leaves at the same moment.
_today = lru_cache(maxsize=256)(local_day)


def custom_value(facts: Facts, name: str) -> Value:
    """What a member has in one of the owner's own fields, by the name of its smart tag."""
    wanted = name.removeprefix(CUSTOM_PREFIX)
    found = [value for key, value in facts.member.custom.items() if custom_key(key) == wanted]
    return found[-1] if found else ""


def _is_midnight(moment: datetime, zone: str) -> bool:
    return local_day(moment - timedelta(microseconds=1), zone) != local_day(moment, zone)


def _days_as_member(facts: Facts, _locale: str) -> Value:
    since = facts.member.since
    return (_today(facts.now, facts.zone) - since).days if since else ""


def _payment_on(facts: Facts) -> date | None:
    # A card expires on a day that is no payment's own; of the payment after it nothing may be known.
    return facts.payment.due_on or (None if facts.kind == "card_expiry" else facts.due_on)


def _days_left(facts: Facts) -> int | None:
    due_on = _payment_on(facts)
    return (due_on - _today(facts.now, facts.zone)).days if due_on else None


def _time_left(facts: Facts, locale: str) -> Value:
    days = _days_left(facts)
    return "" if days is None else formats.time_left(days, locale)


def _which(facts: Facts, locale: str) -> Value:
    payment = facts.payment
    return turns.which(facts.kind, payment.is_last, payment.number, payment.of, locale)


def _in_short(facts: Facts, locale: str) -> Value:
    """Of an expiring card it says when it expires, and not when the next payment is."""
    payment, kind = facts.payment, facts.kind
    on = facts.due_on if kind == "card_expiry" else payment.due_on or facts.due_on
    days = (on - _today(facts.now, facts.zone)).days
    return turns.in_short(
        kind, payment.is_automatic, payment.is_last, payment.number, payment.of, days, locale
    )


def _to_do(facts: Facts, locale: str) -> Value:
    amount, on = _money(facts.payment.amount, locale), facts.payment.due_on or facts.due_on
    return turns.to_do(_asked(facts, locale), amount, on, facts.kind == "trial_end", locale)


def _asked(facts: Facts, locale: str) -> turns.Asked:
    """What the member is asked to do. A card that expires is asked for, whatever it is needed for next."""
    if facts.kind == "term_end":
        return turns.Asked.RENEW
    if facts.kind == "card_expiry":
        return turns.Asked.NEW_CARD
    if not facts.payment.is_automatic:
        return turns.Asked.PAY
    return turns.Asked.NEW_CARD if _expires_before_due(facts, locale) else turns.Asked.NOTHING


def _amount_changed(facts: Facts, _locale: str) -> Value:
    amount, previous = facts.payment.amount, facts.payment.previous_amount
    return bool(amount and previous and amount != previous)


def _expires_before_due(facts: Facts, _locale: str) -> Value:
    expires_on, due_on = facts.payment.card_expires_on, _payment_on(facts)
    if expires_on is None:
        return False
    # A card is good until the end of its month.
    return due_on is None or (expires_on.year, expires_on.month) < (due_on.year, due_on.month)


def _renews(facts: Facts, _locale: str) -> Value:
    payment = facts.payment
    return payment.is_automatic and not payment.is_last and not payment.of


def _trial_ends_on(facts: Facts) -> date | None:
    return facts.trial_ends_on or (facts.due_on if facts.kind == "trial_end" else None)


def _cancel_by(facts: Facts) -> date | None:
    if facts.cancel_by_at is not None:
        return last_day_before(facts.cancel_by_at, facts.zone)
    return facts.cancel_by_on


def _money(amount: Money | None, locale: str) -> str:
    return formats.money(amount.minor, amount.currency, locale) if amount is not None else ""


def _number(count: int | None) -> int | str:
    return "" if count is None else count


def _first_name(facts: Facts, locale: str) -> Value:
    return facts.member.first_name.strip() or formats.neutral_greeting(locale)


_PLAIN: Mapping[str, Make] = {
    "member.first_name": _first_name,
    "member.last_name": lambda f, _: f.member.last_name,
    "member.full_name": lambda f, _: f"{f.member.first_name.strip()} {f.member.last_name}".strip(),
    "member.email": lambda f, _: f.member.email,
    "member.phone": lambda f, _: f.member.phone,
    "member.username": lambda f, _: f.member.username,
    "member.id": lambda f, _: f.member.id,
    "member.status": lambda f, _: f.member.status,
    "member.locale": lambda f, _: f.member.locale,
    "member.time_zone": lambda f, _: f.zone,
    "member.tags": lambda f, _: ", ".join(f.member.tags),
    "member.days_as_member": _days_as_member,
    "sender.name": lambda f, _: f.sender.name,
    "sender.email": lambda f, _: f.sender.email,
    "sender.first_name": lambda f, _: f.sender.first_name,
    "sender.last_name": lambda f, _: f.sender.last_name,
    "sender.phone": lambda f, _: f.sender.phone,
    "order.number": lambda f, _: f.order.number,
    "order.total": lambda f, locale: _money(f.order.total, locale),
    "order.subtotal": lambda f, locale: _money(f.order.subtotal, locale),
    "order.discount": lambda f, locale: _money(f.order.discount, locale),
    "order.shipping": lambda f, locale: _money(f.order.shipping, locale),
    "order.coupon": lambda f, _: f.order.coupon,
    "order.shipping_method": lambda f, _: f.order.shipping_method,
    "order.quantity": lambda f, _: _number(f.order.quantity),
    "product.name": lambda f, _: f.product.name,
    "product.in_quotes": lambda f, locale: turns.in_quotes(f.product.name, locale),
    "product.description": lambda f, _: f.product.description,
    "product.level": lambda f, _: f.product.level,
    "product.bundle": lambda f, _: f.product.bundle,
    "product.price": lambda f, locale: _money(f.product.price, locale),
    "product.interval": lambda f, locale: (
        formats.every(f.product.interval, locale) if f.product.interval else ""
    ),
    "payment.amount": lambda f, locale: _money(f.payment.amount, locale),
    "payment.amount_minor": lambda f, _: f.payment.amount.minor if f.payment.amount else "",
    "payment.currency": lambda f, _: f.payment.amount.currency if f.payment.amount else "",
    "payment.days_left": lambda f, _: _number(_days_left(f)),
    "payment.time_left": _time_left,
    "payment.which": _which,
    "payment.in_short": _in_short,
    "payment.to_do": _to_do,
    "payment.is_automatic": lambda f, _: f.payment.is_automatic,
    "payment.renews": _renews,
    "payment.is_trial_end": lambda f, _: f.kind == "trial_end",
    "payment.is_last": lambda f, _: f.payment.is_last,
    "payment.is_first": lambda f, _: f.payment.is_first,
    "payment.number": lambda f, _: _number(f.payment.number),
    "payment.of": lambda f, _: _number(f.payment.of),
    "payment.previous_amount": lambda f, locale: _money(f.payment.previous_amount, locale),
    "payment.amount_changed": _amount_changed,
    "payment.method": lambda f, locale: formats.card(f.payment.card_brand, f.payment.card_last4, locale),
    "payment.method_expires_before_due": _expires_before_due,
    "links.pay": lambda f, _: harmless_url(f.links.pay),
    "links.update_payment": lambda f, _: harmless_url(f.links.update_payment),
    "links.manage": lambda f, _: harmless_url(f.links.manage),
    "links.cancel": lambda f, _: harmless_url(f.links.cancel),
    "links.portal": lambda f, _: harmless_url(f.links.portal),
    "links.preferences": lambda f, _: harmless_url(f.links.preferences),
    "links.unsubscribe": lambda f, _: harmless_url(f.links.unsubscribe),
    "links.calendar": lambda f, _: harmless_url(f.links.calendar),
    "booster.title": lambda f, _: (f.booster or _NO_BOOSTER).title,
    "booster.html": lambda f, _: (f.booster or _NO_BOOSTER).html,
    "booster.text": lambda f, _: (f.booster or _NO_BOOSTER).text,
    "booster.coupon": lambda f, _: (f.booster or _NO_BOOSTER).coupon,
    "booster.link": lambda f, _: harmless_url((f.booster or _NO_BOOSTER).link),
}

_DAYS: Mapping[str, tuple[MakeDay, str]] = {
    "member.since": (lambda f: f.member.since, "long"),
    "payment.due_date": (_payment_on, "long"),
    "payment.due_date_short": (_payment_on, "short"),
    "payment.due_weekday": (_payment_on, "weekday"),
    "payment.method_expires": (lambda f: f.payment.card_expires_on, "month"),
    "trial.ends": (_trial_ends_on, "long"),
    "term.ends": (lambda f: f.due_on if f.kind == "term_end" else None, "long"),
    "cancel_by": (_cancel_by, "long"),
}

_PLACES: Mapping[str, Callable[[Facts], Place]] = {
    "member.billing": lambda f: f.member.billing,
    "member.shipping": lambda f: f.member.shipping,
    "order.billing": lambda f: f.order.billing_address,
    "order.shipping": lambda f: f.order.shipping_address,
}


def _of_day(name: str, day: MakeDay, style: str) -> Iterator[tuple[str, Make]]:
    for written, how in ((name, style), *((f"{name}:{each}", each) for each in formats.DATE_STYLES)):
        yield written, _in_style(day, how)
    yield name + RAW, lambda f, _: on.isoformat() if (on := day(f)) else ""


def _in_style(day: MakeDay, style: str) -> Make:
    return lambda f, locale: formats.day(on, style, locale) if (on := day(f)) else ""


def _of_place(prefix: str, place: Callable[[Facts], Place]) -> Iterator[tuple[str, Make]]:
    yield f"{prefix}.street", lambda f, _: place(f).street
    yield f"{prefix}.city", lambda f, _: place(f).city
    yield f"{prefix}.state", lambda f, _: place(f).state
    yield f"{prefix}.zip", lambda f, _: place(f).zip
    yield f"{prefix}.country", lambda f, _: place(f).country
    yield (
        f"{prefix}.country_name",
        lambda f, locale: formats.country_name(code, locale) if (code := place(f).country) else "",
    )


MAKERS: Mapping[str, Make] = MappingProxyType(
    {
        **_PLAIN,
        **{name: make for day, how in _DAYS.items() for name, make in _of_day(day, *how)},
        **{name: make for prefix, place in _PLACES.items() for name, make in _of_place(prefix, place)},
    }
)
"""Every value but the organization's and custom ones, by the name it has in a context."""
