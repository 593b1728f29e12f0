"""Every smart tag an owner may write: what it says, how it looks, and which one a misspelt one meant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType


class TagKind(StrEnum):
    """What a smart tag gives: words ready to read, or something to ask about in a condition."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    URL = "url"
    HTML = "html"
    COLOUR = "colour"
    BOOL = "bool"
    INT = "int"


@dataclass(frozen=True, slots=True)
class SmartTag:
    """A placeholder in a message, with its meaning in one sentence and an example of what it gives."""

    name: str
    meaning: str
    example: str | int | bool
    kind: TagKind = TagKind.TEXT


_T, _M, _D, _U, _B, _I = (
    TagKind.TEXT,
    TagKind.MONEY,
    TagKind.DATE,
    TagKind.URL,
    TagKind.BOOL,
    TagKind.INT,
)

_MEMBER = (
    SmartTag("member.first_name", "The first name, or a neutral greeting word when it is not known.", "Ana"),
    SmartTag("member.last_name", "The last name.", "Okafor"),
    SmartTag("member.full_name", "First and last name.", "Ana Okafor"),
    SmartTag("member.email", "The member's email address.", "ana@example.com"),
    SmartTag("member.phone", "The member's telephone number.", "+33 1 23 45 67 89"),
    SmartTag("member.username", "The name the member signs in with.", "ana.okafor"),
    SmartTag("member.id", "The member's number with the source that told us of them.", "1042"),
    SmartTag("member.status", "The member's status in the words of the source.", "Active"),
    SmartTag("member.since", "The day they became a member.", "March 3, 2023", _D),
    SmartTag("member.days_as_member", "How many days they have been a member.", 1158, _I),
    SmartTag("member.locale", "The member's language and region.", "en-GB"),
    SmartTag("member.time_zone", "The time zone the member's days are counted in.", "Europe/Paris"),
    SmartTag("member.tags", "The member's tags, separated by commas.", "early bird, choir"),
)
_ORDER = (
    SmartTag("order.number", "The order number of the subscription.", "A-20391"),
    SmartTag("order.total", "The order's total.", "$120.00", _M),
    SmartTag("order.subtotal", "The total before discount and shipping.", "$130.00", _M),
    SmartTag("order.discount", "The discount on the order.", "$10.00", _M),
    SmartTag("order.shipping", "What shipping costs.", "$0.00", _M),
    SmartTag("order.coupon", "The coupon that was used.", "SPRING"),
    SmartTag("order.shipping_method", "How it is shipped.", "Letter post"),
    SmartTag("order.quantity", "How many were ordered.", 1, _I),
)
_PRODUCT = (
    SmartTag("product.name", "The name of what is paid for.", "Friends of the Harbour"),
    SmartTag(
        "product.in_quotes",
        "The same in quotation marks, to stand within a sentence.",
        "“Friends of the Harbour”",
    ),
    SmartTag("product.description", "The product's description.", "Free entry all year"),
    SmartTag("product.level", "The membership level it gives.", "Gold"),
    SmartTag("product.bundle", "The bundle it belongs to.", "Museums"),
    SmartTag("product.price", "The list price.", "$120.00", _M),
    SmartTag("product.interval", "How often it is paid.", "every year"),
)
_PAYMENT = (
    SmartTag("payment.amount", "What will be charged or is to be paid.", "$120.00", _M),
    SmartTag("payment.amount_minor", "The amount in the currency's smallest unit.", 12000, _I),
    SmartTag("payment.currency", "The currency's code.", "USD"),
    SmartTag("payment.due_date", "The day of the payment.", "May 15, 2026", _D),
    SmartTag("payment.due_date_short", "The day of the payment without its year.", "May 15", _D),
    SmartTag("payment.due_weekday", "The weekday of the payment.", "Friday", _D),
    SmartTag("payment.days_left", "Days from today until the payment; 0 is today.", 6, _I),
    SmartTag("payment.time_left", "The same in words: today, tomorrow, in 6 days.", "in 6 days"),
    SmartTag("payment.which", "Which payment it is, to begin a sentence with.", "Payment 3 of 12"),
    SmartTag(
        "payment.in_short",
        "What comes and when, for a subject: renewal in 6 days, last payment tomorrow.",
        "payment 3 of 12 due in 6 days",
    ),
    SmartTag(
        "payment.to_do",
        "What the member has to do and by when, in a sentence; also that there is nothing to do.",
        "Please pay $120.00 by Friday, May 15, 2026.",
    ),
    SmartTag("payment.is_automatic", "True when the payment happens by itself.", True, _B),
    SmartTag(
        "payment.renews", "True when payments go on by themselves, and no end of them is known.", True, _B
    ),
    SmartTag("payment.is_trial_end", "True when a trial ends with this payment.", False, _B),
    SmartTag("payment.is_last", "True for the last of a limited number of payments.", False, _B),
    SmartTag("payment.is_first", "True for the first payment.", False, _B),
    SmartTag("payment.number", "Which payment this is, counted from 1.", 3, _I),
    SmartTag("payment.of", "How many payments there are in all.", 12, _I),
    SmartTag("payment.previous_amount", "What it was last time.", "$110.00", _M),
    SmartTag("payment.amount_changed", "True when the amount is not what it was last time.", True, _B),
    SmartTag(
        "payment.method", "The card, never more than its brand and last four digits.", "Visa ending in 4242"
    ),
    SmartTag("payment.method_expires", "The month until which the card is good.", "May 2026", _D),
    SmartTag(
        "payment.method_expires_before_due",
        "True when the card will have expired on the day of the payment.",
        False,
        _B,
    ),
)
_MOMENTS = (
    SmartTag("trial.ends", "The last day of the trial.", "May 15, 2026", _D),
    SmartTag("term.ends", "The last day of a term that ends by itself.", "May 15, 2026", _D),
    SmartTag("cancel_by", "The last whole day on which the member can still cancel.", "May 14, 2026", _D),
)
_LINKS = (
    SmartTag("links.pay", "The page to pay on.", "https://example.com/pay", _U),
    SmartTag("links.update_payment", "The page to change the card on.", "https://example.com/card", _U),
    SmartTag("links.manage", "The page to manage the subscription on.", "https://example.com/manage", _U),
    SmartTag("links.cancel", "The page to cancel on.", "https://example.com/cancel", _U),
    SmartTag("links.portal", "The member's own page.", "https://example.com/me", _U),
    SmartTag("links.preferences", "The page to choose reminders on.", "https://example.com/preferences", _U),
    SmartTag("links.unsubscribe", "The page to stop reminders on.", "https://example.com/unsubscribe", _U),
    SmartTag("links.calendar", "The due date as a calendar entry.", "https://example.com/due.ics", _U),
)
_ORGANIZATION = (
    SmartTag("organization.name", "The organization's name.", "Harbour Museum"),
    SmartTag("organization.legal_name", "Its name in law.", "Harbour Museum Trust"),
    SmartTag("organization.address", "Its postal address.", "1 Quay Street, Port Alder"),
    SmartTag("organization.support_email", "Where members write for help.", "friends@example.com"),
    SmartTag("organization.support_phone", "Where members call for help.", "+1 555 0100"),
    SmartTag(
        "organization.late_policy",
        "What happens when a payment is late; empty where nothing is written in the reader's language.",
        "We wait for 14 days.",
    ),
    SmartTag("organization.logo", "The address of its logo.", "https://example.com/logo.png", _U),
    SmartTag("organization.website", "Its website.", "https://example.com/", _U),
    SmartTag("organization.colour", "Its colour, for styles.", "#1f6f5c", TagKind.COLOUR),
    SmartTag("organization.colour_text", "What reads well on its colour.", "#ffffff", TagKind.COLOUR),
    SmartTag("organization.colour_on_light", "Its colour, readable on white.", "#1f6f5c", TagKind.COLOUR),
    SmartTag(
        "organization.colour_on_dark", "Its colour, readable on a dark page.", "#69a195", TagKind.COLOUR
    ),
)
_SENDER = (
    SmartTag("sender.name", "The name of the person who signs.", "Grace Lind"),
    SmartTag("sender.email", "Their email address.", "grace@example.com"),
    SmartTag("sender.first_name", "Their first name.", "Grace"),
    SmartTag("sender.last_name", "Their last name.", "Lind"),
    SmartTag("sender.phone", "Their telephone number.", "+1 555 0101"),
)
_BOOSTER = (
    SmartTag("booster.title", "The title of the booster chosen for this member.", "Late opening on Friday"),
    SmartTag("booster.html", "The booster, formatted.", "<p>Open until ten.</p>", TagKind.HTML),
    SmartTag("booster.text", "The booster in plain words.", "Open until ten."),
    SmartTag("booster.coupon", "The booster's coupon code.", "FRIEND10"),
    SmartTag("booster.link", "Where the booster leads.", "https://example.com/friday", _U),
)


def _place_tags(prefix: str, which: str) -> tuple[SmartTag, ...]:
    return (
        SmartTag(f"{prefix}.street", f"Street and number of the {which}.", "12 Elm Street"),
        SmartTag(f"{prefix}.city", f"City of the {which}.", "Lyon"),
        SmartTag(f"{prefix}.state", f"State or region of the {which}.", "Rhône"),
        SmartTag(f"{prefix}.zip", f"Postal code of the {which}.", "69001"),
        SmartTag(f"{prefix}.country", f"Country code of the {which}.", "FR"),
        SmartTag(f"{prefix}.country_name", f"Country of the {which}, in the reader's language.", "France"),
    )


SMART_TAGS: Mapping[str, SmartTag] = MappingProxyType(
    {
        tag.name: tag
        for tag in (
            *_MEMBER,
            *_place_tags("member.billing", "member's billing address"),
            *_place_tags("member.shipping", "member's shipping address"),
            *_ORDER,
            *_place_tags("order.billing", "order's billing address"),
            *_place_tags("order.shipping", "order's shipping address"),
            *_PRODUCT,
            *_PAYMENT,
            *_MOMENTS,
            *_LINKS,
            *_ORGANIZATION,
            *_SENDER,
            *_BOOSTER,
        )
    }
)
"""Every native smart tag by its name, in the order a reader looks them up."""

CUSTOM_PREFIX = "member.custom."
"""Before the name of a field of the owner's own: ``member.custom.instrument``."""

ROOTS = frozenset(name.split(".")[0] for name in SMART_TAGS)
"""The first words of all tags; none of them is a tag alone, except ``cancel_by``."""


@lru_cache(maxsize=4096)
def custom_key(name: str) -> str:
    """A custom field's name as a smart tag spells it: ``T-shirt size`` is ``T_shirt_size``."""
    key = re.sub(r"\W+", "_", name.strip())
    return f"_{key}" if key[:1].isdigit() else key


def is_smart_tag(name: str) -> bool:
    """Whether an owner may write ``{{ name }}``. Any custom field may be named: members differ in theirs."""
    if name in SMART_TAGS:
        return True
    key = name.removeprefix(CUSTOM_PREFIX)
    return name.startswith(CUSTOM_PREFIX) and key.isidentifier()


def kind_of(name: str) -> TagKind:
    """What a smart tag gives; custom fields are text."""
    tag = SMART_TAGS.get(name)
    return tag.kind if tag else TagKind.TEXT


_LONGEST_MISTAKE = 100


@lru_cache(maxsize=1024)
def nearest_tag(name: str) -> str:
    """The smart tag that was probably meant by ``name``, empty when none is near."""
    if len(name) > _LONGEST_MISTAKE:
        return ""
    wanted = _bare(name)
    best, likeness = "", 0.0
    for candidate in SMART_TAGS:
        whole = SequenceMatcher(None, wanted, _bare(candidate)).ratio()
        # Owners often leave out or mistake the first word: "first_name", "subscription.amount".
        last = SequenceMatcher(None, _last(name), _last(candidate)).ratio()
        alike = max(whole, 0.8 * last + 0.2 * whole)
        if alike > likeness:
            best, likeness = candidate, alike
    return best if likeness >= 0.72 else ""


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _last(name: str) -> str:
    return _bare(name.rsplit(".", 1)[-1])
