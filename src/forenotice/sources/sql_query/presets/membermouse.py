"""MemberMouse. Pure.

Its tables begin with ``mm_`` whatever WordPress' own prefix is, and its times are the site's local ones. A
recurring item of an order is a subscription. MemberMouse knows the next date of what it charges itself, in
its schedule; PayPal, ClickBank and Authorize.net subscriptions are charged by those, so that the next date
is worked out from the last payment. A recurring item that has neither is no longer charged.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from forenotice.sources.sql_query.parts import CHANGED, KEY, Part
from forenotice.sources.sql_query.presets.shape import Preset, Site
from forenotice.sources.sql_query.presets.wordpress import after, interval, is_set, members, number, whole

ITEM = "mm_order_items"
_RECURRING, _OVERDUE = 1, 5
# The statuses of a member, as MemberMouse's own documentation numbers them.
_STANDINGS = {
    1: "active",
    2: "cancelled",
    3: "paused",
    4: "paused",
    5: "past_due",
    6: "past_due",
    7: "past_due",
    8: "ended",
    9: "active",
}
_PENDING_CANCELLATION = 9
_CHARGED_ELSEWHERE = frozenset({"paypal", "clickbank", "authorizenet", "1shoppingcart", "coinbase"})
_BY_HAND = frozenset({"offline", "manual", "cod"})


def parts(prefix: str, _: Mapping[str, Any]) -> Sequence[Part]:
    """The recurring items of all orders that are no tests."""
    own = (
        "FROM mm_transaction_log t WHERE t.order_id = oi.order_id AND t.order_item_id = oi.id "
        "AND t.refund_id IS NULL AND t.amount > 0"
    )
    select = f"""
        SELECT oi.id AS subscription_id, oi.order_number, oi.status AS item_status,
            ud.status AS member_state, oi.billed_by, oi.currency, oi.recurring_amount,
            oi.recurring_discount, oi.quantity, oi.rebill_period AS interval_count,
            oi.rebill_frequency AS `interval`, oi.trial_duration, oi.begun AS started,
            oi.item_id AS product_id, COALESCE(product.name, oi.description) AS product_name,
            product.do_limit_payments, product.number_of_payments, bundle.status AS bundle_state,
            b.name AS bundle, level.name AS level,
            (
                SELECT MIN(e.scheduled_date) FROM mm_scheduled_payments sp
                JOIN mm_scheduled_events e ON e.id = sp.id
                WHERE sp.order_item_id = oi.id AND e.event_type = 1 AND e.status = 0
            ) AS next_payment,
            (SELECT MAX(t.transaction_date) {own}) AS last_paid, (SELECT COUNT(*) {own}) AS paid,
            ud.phone, ud.billing_address1 AS billing_street, ud.billing_address2 AS billing_street_2,
            ud.billing_city, ud.billing_state, ud.billing_postal_code AS billing_zip, ud.billing_country,
            {members(prefix, "oi.user_id")}, ud.first_name AS mm_first_name, ud.last_name AS mm_last_name,
            oi.id AS {KEY}, NULL AS {CHANGED}
        FROM (
            SELECT oi.*, o.order_number, o.user_id, o.date_added AS begun, service.token AS billed_by
            FROM mm_order_items oi
            JOIN mm_orders o ON o.id = oi.order_id
            LEFT JOIN mm_payment_services service ON service.id = o.payment_id
            WHERE oi.item_type = 1 AND oi.is_recurring = 1 AND oi.is_test = 0 AND {{where}} {{window}}
        ) oi
        LEFT JOIN {prefix}users u ON u.ID = oi.user_id
        LEFT JOIN mm_user_data ud ON ud.wp_user_id = oi.user_id
        LEFT JOIN mm_products product ON product.id = oi.item_id
        LEFT JOIN mm_order_item_access access ON access.order_item_id = oi.id AND access.user_id = oi.user_id
        LEFT JOIN mm_membership_levels level
            ON access.access_type = 'membership' AND level.id = access.access_type_id
        LEFT JOIN mm_bundles b ON access.access_type = 'bundle' AND b.id = access.access_type_id
        LEFT JOIN mm_applied_bundles bundle ON access.access_type = 'bundle'
            AND bundle.access_type = 'user' AND bundle.access_type_id = oi.user_id
            AND bundle.bundle_id = access.access_type_id
    """
    return [
        Part(
            name=ITEM,
            select=select,
            key="oi.id",
            locate=lambda external_id: ("oi.id = %s", [external_id]) if external_id.isdigit() else None,
        )
    ]


def adapt(row: dict[str, Any], site: Site) -> None:
    """One recurring item."""
    paid = whole(row.pop("paid"))
    last_paid = row.pop("last_paid")
    for name in ("first_name", "last_name"):
        row[name] = row.pop(f"mm_{name}") or row[name]
    _say_standing(row, last_paid)
    _say_amount(row)
    _say_payments(row, paid)
    _say_links(row, site)


def _say_standing(row: dict[str, Any], last_paid: Any) -> None:
    """How it stands: the member's own status, the bundle's, and whether anybody is going to charge it."""
    service = str(row.pop("billed_by") or "").lower()
    item, member, bundle = (row.pop(name) for name in ("item_status", "member_state", "bundle_state"))
    row["payer_kind"] = "manual" if service in _BY_HAND else "automatic"
    state = whole(bundle) if is_set(bundle) else whole(member)
    row["status"] = _STANDINGS.get(state, "cancelled")
    row["cancel_at_period_end"] = state == _PENDING_CANCELLATION
    if is_set(row["next_payment"]):
        if whole(item) == _OVERDUE:
            row["status"] = "past_due"
        return
    if service in _CHARGED_ELSEWHERE and whole(item) in (_RECURRING, _OVERDUE):
        row["next_payment"] = after(last_paid, interval(row["interval_count"], row["interval"]))
        row["next_is_estimated"] = row["next_payment"] is not None
        if whole(item) == _OVERDUE:
            row["status"] = "past_due"
    elif row["status"] in ("active", "past_due"):
        # Nobody is going to charge it: it was cancelled while other things of the member go on.
        row["status"] = "cancelled"


def _say_amount(row: dict[str, Any]) -> None:
    amount, discount = number(row.pop("recurring_amount")), number(row.pop("recurring_discount"))
    # Whether an amount is of one or of all is not written down; no amount is better than a wrong one.
    row["amount"] = amount - abs(discount) if whole(row["quantity"]) == 1 else None


def _say_payments(row: dict[str, Any], paid: int) -> None:
    """A trial that was not followed by a payment yet, and how many payments there are in all."""
    if whole(row.pop("trial_duration")) > 0 and paid <= 1 and is_set(row["next_payment"]):
        row["trial_end"] = row["next_payment"]
    is_limited, limit = whole(row.pop("do_limit_payments")), whole(row.pop("number_of_payments"))
    if is_limited and limit:
        row["total_payments"], row["payments_made"] = limit, min(paid, limit)


def _say_links(row: dict[str, Any], site: Site) -> None:
    account = site.options.get("account_url", "")
    if account:
        row["manage_url"] = row["update_url"] = row["cancel_url"] = account
        if row["payer_kind"] == "manual":
            row["pay_url"] = account


PRESET = Preset(title="MemberMouse", parts=parts, adapt={ITEM: adapt}, options={"account_url": ""})
