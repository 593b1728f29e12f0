"""The columns that a query may name, and what each means. They are called as those of a file are. Pure."""

from collections.abc import Iterable, Mapping

CUSTOM = "custom_"
COLUMNS: Mapping[str, str] = {
    "subscription_id": "What tells subscriptions apart. Every row needs it.",
    "order_number": "The order number that the member knows.",
    "status": "active, trialing, past_due, paused, cancelled or ended; active when absent.",
    "cancel_at_period_end": "True when it is cancelled and ends with its period.",
    "payer_kind": "automatic or manual; automatic when absent.",
    "amount": "What will be charged next, in whole units of the currency (12.50).",
    "amount_minor": "The same in minor units (1250); of the two this one counts.",
    "currency": "The currency's code of three letters; the organization's when absent.",
    "interval": "day, week, month or year.",
    "interval_count": "How many of them lie between two payments; one when absent.",
    "anchor_day": "The day of the month that payments keep to.",
    "period_key": "The database's own name for the coming period.",
    "next_payment": "When the next payment is due.",
    "next_is_estimated": "True when that moment is worked out and nobody has promised it.",
    "trial_end": "When the trial ends.",
    "term_end": "When a term ends by itself.",
    "cancel_by": "Until when the member can still cancel.",
    "started": "When it began.",
    "total_payments": "How many payments there are in all, where they are limited.",
    "payments_made": "How many have been made.",
    "card_brand": "The card's brand.",
    "card_last4": "The last four digits of its number, never more.",
    "card_expiry_month": "The month in which it expires.",
    "card_expiry_year": "The year of that.",
    "tags": "Tags, separated by commas.",
    "pay_url": "Where to pay.",
    "update_url": "Where to change the way of paying.",
    "manage_url": "Where to manage the subscription.",
    "cancel_url": "Where to cancel.",
    "quantity": "How many are paid for.",
    "coupon": "The coupon's code.",
    "product_id": "What tells products apart; its name when absent.",
    "product_name": "What the product is called.",
    "product_description": "What the product is.",
    "level": "The membership level that it gives.",
    "bundle": "The bundle that it gives.",
    "member_id": "What tells members apart; the email address when absent.",
    "email": "The member's email address.",
    "first_name": "First name.",
    "last_name": "Family name.",
    "locale": "Language, as fr or fr-CA.",
    "zone": "Time zone, as Europe/Paris.",
    "country": "The member's country, when it is not the billing address's.",
    "joined": "Since when the member is one.",
    "phone": "Telephone.",
    "username": "The name to sign in with.",
    "member_status": "The member's own status, as a word to show.",
    **{
        f"{kind}_{part}": f"The {kind} address: {meaning}."
        for kind in ("billing", "shipping")
        for part, meaning in (
            ("street", "street and number"),
            ("street_2", "second line"),
            ("city", "town"),
            ("state", "state or province"),
            ("zip", "postal code"),
            ("country", "country, as a code of two letters or by name"),
        )
    },
}


def unknown_columns(names: Iterable[str]) -> list[str]:
    """The names that mean nothing here; what begins with ``custom_`` is kept as the member's own words."""
    return [name for name in names if name not in COLUMNS and not name.startswith(CUSTOM)]


def missing_columns(names: Iterable[str]) -> list[str]:
    """What a query has to tell before any of its rows can be understood."""
    told = set(names)
    wanted = [("subscription_id",), ("email", "member_id"), ("product_id", "product_name", "level", "bundle")]
    return [" or ".join(each) for each in wanted if told.isdisjoint(each)]
