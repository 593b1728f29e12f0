"""WooCommerce Subscriptions, with its orders in tables of their own or among the posts. Pure.

It keeps every date of a subscription in UTC, and zero for one that is not set. Its total is what the next
payment costs, with tax, shipping and discounts. It asks the member to pay by hand whenever it cannot charge
by itself, and says so in ``_requires_manual_renewal``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from forenotice.sources.sql_query.parts import CHANGED, KEY, Part
from forenotice.sources.sql_query.presets.shape import Preset, Site
from forenotice.sources.sql_query.presets.wordpress import day_of, interval, is_set, listed, turned

SUBSCRIPTION = "shop_subscription"
_SCHEDULE = {
    "_billing_period": "interval",
    "_billing_interval": "interval_count",
    "_requires_manual_renewal": "by_hand",
    "_schedule_start": "begun",
    "_schedule_trial_end": "trial_end",
    "_schedule_next_payment": "next_payment",
    "_schedule_end": "ends",
}
_OF_POSTS = {
    "_order_total": "amount",
    "_order_currency": "currency",
    "_customer_user": "member_id",
    "_payment_method": "gateway",
    "_billing_email": "email",
    "_billing_first_name": "first_name",
    "_billing_last_name": "last_name",
    "_billing_phone": "phone",
    "_billing_address_1": "billing_street",
    "_billing_address_2": "billing_street_2",
    "_billing_city": "billing_city",
    "_billing_state": "billing_state",
    "_billing_postcode": "billing_zip",
    "_billing_country": "billing_country",
}
_UNBORN = "'auto-draft', 'draft', 'trash', 'wc-checkout-draft', 'checkout-draft'"
_STANDINGS = {
    "active": "active",
    "pending-cancel": "active",
    "pending": "past_due",
    "on-hold": "past_due",
    "cancelled": "cancelled",
    "expired": "ended",
    "switched": "ended",
}
_MANUAL_GATEWAYS = frozenset({"", "manual", "bacs", "cheque", "cod"})


def orders_parts(prefix: str, _: Mapping[str, Any]) -> Sequence[Part]:
    """From the tables of orders (HPOS)."""
    p = prefix
    select = f"""
        SELECT s.*, s.id AS subscription_id, s.id AS order_number,
            {_bought(p)}, {_card(p, "wc_orders_meta", "order_id")}, {_locale(p)},
            s.id AS {KEY}, s.date_updated_gmt AS {CHANGED}
        FROM (
            SELECT s.id, s.date_updated_gmt, s.status, s.total_amount AS amount, s.currency,
                s.customer_id AS member_id, COALESCE(NULLIF(s.billing_email, ''), u.user_email) AS email,
                s.payment_method AS gateway, s.date_created_gmt AS made, {turned("m", _SCHEDULE)},
                a.first_name, a.last_name, a.phone, a.address_1 AS billing_street,
                a.address_2 AS billing_street_2, a.city AS billing_city, a.state AS billing_state,
                a.postcode AS billing_zip, a.country AS billing_country
            FROM (
                SELECT s.* FROM {p}wc_orders s
                WHERE s.type = 'shop_subscription' AND s.status NOT IN ({_UNBORN}) AND {{where}} {{window}}
            ) s
            LEFT JOIN {p}wc_orders_meta m ON m.order_id = s.id AND m.meta_key IN ({listed(_SCHEDULE)})
            LEFT JOIN {p}wc_order_addresses a ON a.order_id = s.id AND a.address_type = 'billing'
            LEFT JOIN {p}users u ON u.ID = s.customer_id
            GROUP BY s.id
        ) s
    """
    return [_part(select, "s.id", "s.date_updated_gmt")]


def posts_parts(prefix: str, _: Mapping[str, Any]) -> Sequence[Part]:
    """From the posts, where WooCommerce kept its orders before."""
    p, keys = prefix, _SCHEDULE | _OF_POSTS
    select = f"""
        SELECT s.*, s.id AS subscription_id, s.id AS order_number,
            {_bought(p)}, {_card(p, "postmeta", "post_id")}, {_locale(p)},
            s.id AS {KEY}, s.post_modified_gmt AS {CHANGED}
        FROM (
            SELECT s.ID AS id, s.post_modified_gmt, s.post_status AS status, s.post_date_gmt AS made,
                {turned("m", keys)}
            FROM (
                SELECT s.* FROM {p}posts s
                WHERE s.post_type = 'shop_subscription' AND s.post_status NOT IN ({_UNBORN})
                    AND {{where}} {{window}}
            ) s
            LEFT JOIN {p}postmeta m ON m.post_id = s.ID AND m.meta_key IN ({listed(keys)})
            GROUP BY s.ID
        ) s
    """
    return [_part(select, "s.id", "s.post_modified_gmt")]


def _part(select: str, key: str, changed: str) -> Part:
    return Part(
        name=SUBSCRIPTION,
        select=select,
        key=key,
        changed=changed,
        times_in="UTC",
        locate=lambda external_id: (f"{key} = %s", [external_id]) if external_id.isdigit() else None,
    )


def _bought(p: str) -> str:
    """What was bought; of several things in one subscription the first is its product, and all are named."""

    def of_item(key: str) -> str:
        return (
            f"(SELECT im.meta_value FROM {p}woocommerce_order_items i "
            f"JOIN {p}woocommerce_order_itemmeta im ON im.order_item_id = i.order_item_id "
            f"WHERE i.order_id = s.id AND i.order_item_type = 'line_item' AND im.meta_key = '{key}' "
            "ORDER BY i.order_item_id LIMIT 1)"
        )

    def named(kind: str) -> str:
        return (
            "(SELECT GROUP_CONCAT(i.order_item_name ORDER BY i.order_item_id SEPARATOR ', ') "
            f"FROM {p}woocommerce_order_items i WHERE i.order_id = s.id AND i.order_item_type = '{kind}')"
        )

    return (
        f"{of_item('_product_id')} AS product_id, {of_item('_variation_id')} AS variation, "
        f"{of_item('_qty')} AS quantity, {named('line_item')} AS product_name, {named('coupon')} AS coupon"
    )


def _card(p: str, meta: str, column: str) -> str:
    """The stored card of a subscription: the token whose own word stands among its meta rows."""
    token = (
        f"SELECT MAX(t.token_id) FROM {p}woocommerce_payment_tokens t "
        f"JOIN {p}{meta} k ON k.{column} = s.id AND k.meta_value = t.token "
        f"WHERE t.user_id = s.member_id AND t.gateway_id = s.gateway"
    )
    keys = {
        "card_type": "card_brand",
        "last4": "card_last4",
        "expiry_month": "card_expiry_month",
        "expiry_year": "card_expiry_year",
    }
    return ", ".join(
        f"(SELECT tm.meta_value FROM {p}woocommerce_payment_tokenmeta tm WHERE tm.meta_key = '{key}' "
        f"AND tm.payment_token_id = ({token}) LIMIT 1) AS {name}"
        for key, name in keys.items()
    )


def _locale(p: str) -> str:
    return (
        f"(SELECT um.meta_value FROM {p}usermeta um WHERE um.user_id = s.member_id "
        "AND um.meta_key = 'locale' LIMIT 1) AS locale"
    )


def adapt(row: dict[str, Any], site: Site) -> None:
    """One subscription of either kind of tables."""
    status = str(row["status"]).removeprefix("wc-")
    row["status"] = _STANDINGS.get(status, status)
    row["cancel_at_period_end"] = status == "pending-cancel"
    by_hand = str(row.pop("by_hand") or "").lower() in ("true", "yes", "1")
    gateway = str(row.pop("gateway") or "").lower()
    row["payer_kind"] = "manual" if by_hand or gateway in _MANUAL_GATEWAYS else "automatic"
    begun, made, ends = row.pop("begun"), row.pop("made"), row.pop("ends")
    row["started"] = begun if is_set(begun) else made
    variation = row.pop("variation")
    row["product_id"] = variation if is_set(variation) else row["product_id"]
    if not is_set(row["product_id"]):
        row["product_id"] = row["product_name"] or "subscription"
    if is_set(ends):
        _say_end(row, status, ends)
    _say_links(row, site, status)


def _say_end(row: dict[str, Any], status: str, ends: Any) -> None:
    """A subscription that ends by itself makes a number of payments, which its dates tell."""
    if status == "active":
        row["term_end"] = ends
    between = interval(row["interval_count"], row["interval"])
    trial_end = row["trial_end"]
    first, last = day_of(trial_end if is_set(trial_end) else row["started"]), day_of(ends)
    if between is None or first is None or last is None or last < first:
        return
    total = between.steps_between(first, last)
    coming = day_of(row["next_payment"])
    made = total if coming is None else max(0, between.steps_between(first, coming))
    if total > 0:
        row["total_payments"], row["payments_made"] = total, min(made, total)


def _say_links(row: dict[str, Any], site: Site, status: str) -> None:
    id_ = row["subscription_id"]
    for name in ("id", "date_updated_gmt", "post_modified_gmt"):
        row.pop(name, None)
    own = site.page("woocommerce_myaccount_page_id", **{"view-subscription": id_})
    row["manage_url"] = row["cancel_url"] = own
    if row["payer_kind"] == "manual":
        row["pay_url"] = own
    if status in ("active", "on-hold"):
        row["update_url"] = site.page("woocommerce_myaccount_page_id", **{"subscription-payment-method": id_})


def _preset(title: str, parts: Any) -> Preset:
    return Preset(
        title=title, parts=parts, adapt={SUBSCRIPTION: adapt}, wanted=("woocommerce_myaccount_page_id",)
    )


ORDERS = _preset("WooCommerce Subscriptions (tables of orders)", orders_parts)
POSTS = _preset("WooCommerce Subscriptions (posts)", posts_parts)
