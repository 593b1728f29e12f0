"""What changed in a subscription or its member, column by column, in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.entrypoints.console.frame.labels import PAYER_WORDS, STANDING_WORDS
from forenotice.entrypoints.console.frame.languages import country_name, language_name
from forenotice.entrypoints.console.frame.tags import colon, day, moment, money
from forenotice.kernel.interval import Unit
from forenotice.ledger.states import MemberPart, Part

_COLUMNS: dict[str, Promise] = {
    "order_number": _("Order number"),
    "standing": _("Status"),
    "cancel_at_period_end": _("Ends with its period"),
    "payer_kind": _("Payment"),
    "amount_minor": _("Amount"),
    "currency": _("Currency"),
    "interval_count": _("Interval"),
    "interval_unit": _("Unit of the interval"),
    "anchor_day": _("Day of the month"),
    "period_key": _("Period"),
    "next_on": _("Next payment"),
    "next_at": _("Next payment"),
    "trial_ends_on": _("End of the trial"),
    "trial_ends_at": _("End of the trial"),
    "term_ends_on": _("End of the term"),
    "cancel_by_on": _("Last day to cancel"),
    "cancel_by_at": _("Last moment to cancel"),
    "total_payments": _("Number of payments"),
    "payments_made": _("Payments made"),
    "card_brand": _("Card"),
    "card_last4": _("Last digits of the card"),
    "card_expires_on": _("Card expires"),
    "started_on": _("Began"),
    "tags": _("Tags"),
    "member": _("Member"),
    "product": _("Product"),
    "gone": _("Gone from its source"),
    "details": _("Further details"),
    "paused_until": _("Paused until"),
    "paid": _("Payment recorded"),
    "member.email": _("Email"),
    "member.first_name": _("First name"),
    "member.last_name": _("Last name"),
    "member.locale": _("Language"),
    "member.zone": _("Time zone"),
    "member.country": _("Country"),
    "member.joined_on": _("Member since"),
    "member.billing": _("Postal address"),
    "member.details": _("Further details of the member"),
}
_WISHES: dict[str, Promise] = {
    "wants_courtesy": _("Whether they want courtesy reminders"),
    "locale": _("Language"),
    "lead_days": _("Days before which they are reminded"),
    "address": _("Other email address"),
}
_UNITS: dict[str, Promise] = {
    Unit.DAY: _("days"),
    Unit.WEEK: _("weeks"),
    Unit.MONTH: _("months"),
    Unit.YEAR: _("years"),
}
_WORDS = STANDING_WORDS | PAYER_WORDS | _UNITS
_CALLED = {"member.locale": language_name, "member.country": country_name}


def differences(told: Mapping[str, Any], currency: str) -> Sequence[tuple[str, str, str]]:
    """For each column its name, what stood there and what stands there now."""
    return [
        (
            str(_COLUMNS.get(name, _("Other facts"))),
            _value(name, before, currency),
            _value(name, after, currency),
        )
        for name, (before, after) in told.items()
    ]


def wishes_in_words(told: Mapping[str, Any]) -> str:
    """Which of a member's wishes changed; their contents stand in no trail, for they would outlive them."""
    return ", ".join(str(_WISHES.get(name) or _("Other facts")) for name in told)


def _column(name: str) -> str:
    return str(_COLUMNS.get(name) or _("Other facts"))


def changes_in_words(told: Mapping[str, Any], currency: str) -> str:
    """The same in one line, without marks of a page."""
    return "; ".join(
        f"{colon(name)} {_plain(before)} → {_plain(after)}"
        for name, before, after in differences(told, currency)
    )


def _plain(value: str) -> str:
    """An instant is written for a page."""
    return strip_tags(value) if isinstance(value, SafeString) else value


_OF_PART = {
    Part.DUE: ("next_on", "next_at"),
    Part.AMOUNT: ("amount_minor",),
    Part.STANDING: ("standing",),
    Part.TRIAL: ("trial_ends_on", "trial_ends_at"),
    Part.TERM: ("term_ends_on",),
    Part.CANCEL_BY: ("cancel_by_on", "cancel_by_at"),
}
PARTS: Mapping[str, Promise] = {
    Part.DUE: _("Day of the next payment"),
    Part.AMOUNT: _("Amount"),
    Part.STANDING: _("Status"),
    Part.TRIAL: _("End of the trial"),
    Part.TERM: _("End of the term"),
    Part.CANCEL_BY: _("Last day to cancel"),
}


def part_words(part: str, columns: Mapping[str, Any], currency: str) -> str:
    """What one part of a subscription says, as a person set it or as its source tells it."""
    name = next((each for each in _OF_PART[Part(part)] if columns.get(each) is not None), "")
    return _value(name, columns.get(name), currency)


def place_words(place: Mapping[str, Any]) -> str:
    """A postal address in one line."""
    return ", ".join(str(word) for word in place.values() if word)


def member_part_words(part: str, value: Any) -> str:
    """What one address of a member is, as a person set it or as the source gives it."""
    return _value("member.email" if part == MemberPart.EMAIL else "member.billing", value, "")


def _value(name: str, value: Any, currency: str) -> str:
    if value in (None, "", {}, []):
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "member.billing" and isinstance(value, dict):
        return place_words(value)
    if isinstance(value, dict | list):
        return gettext("changed")
    if name == "amount_minor" and currency:
        return money(int(value), currency)
    if name.endswith(("_on", "_until")) or name == "paid":
        return day(date.fromisoformat(str(value)[:10]))
    if name.endswith("_at"):
        return str(moment(datetime.fromisoformat(str(value))))
    if name in _CALLED:
        return _CALLED[name](str(value))
    return str(_WORDS.get(str(value), value))
