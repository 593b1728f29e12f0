"""Paid Memberships Pro 3.0 and later. Pure.

A subscription keeps its times in UTC; a membership that ends by itself keeps its end in the site's own time,
of which only the day counts. Whoever cancels may keep the membership until the end of what is paid: then its
subscription is cancelled, and nobody is asked to renew it. Payments are the successful orders of a
subscription. The first one is not among the payments that a limit or a trial counts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from forenotice.sources.sql_query.parts import CHANGED, KEY, Part
from forenotice.sources.sql_query.presets.shape import Preset, Site
from forenotice.sources.sql_query.presets.wordpress import after, interval, is_set, members, number, whole
from forenotice.sources.sql_query.values import DAYS_ONLY

SUBSCRIPTION, MEMBERSHIP = "pmpro_subscriptions", "pmpro_memberships_users"
_MANUAL_GATEWAYS = frozenset({"", "check", "paybycheck"})
_STANDINGS = {
    "active": "active",
    "pending": "past_due",
    "expired": "ended",
    "review": "past_due",
    "token": "past_due",
}


def parts(prefix: str, options: Mapping[str, Any]) -> Sequence[Part]:
    """Subscriptions, and memberships without one that end by themselves."""
    environment = "sandbox" if options["sandbox"] else "live"
    return [_subscriptions(prefix, environment), _memberships(prefix, environment)]


def _subscriptions(p: str, environment: str) -> Part:
    own = (
        f"FROM {p}pmpro_membership_orders o "
        "WHERE o.subscription_transaction_id = s.subscription_transaction_id "
        "AND o.gateway = s.gateway AND o.gateway_environment = s.gateway_environment AND o.status = 'success'"
    )
    select = f"""
        SELECT s.id AS subscription_id, s.status, s.gateway, s.startdate AS started,
            s.next_payment_date AS next_payment, s.billing_amount, s.trial_amount, s.trial_limit,
            s.billing_limit, s.cycle_number AS interval_count, s.cycle_period AS `interval`,
            s.membership_level_id AS product_id, l.name AS product_name, l.name AS level,
            (SELECT COUNT(*) {own}) AS paid,
            (SELECT o.total {own} ORDER BY o.id LIMIT 1) AS first_total,
            last.code AS order_number, last.timestamp AS last_paid, last.subtotal AS last_subtotal,
            last.total AS last_total, last.cardtype AS card_brand, last.accountnumber AS card_last4,
            last.expirationmonth AS card_expiry_month, last.expirationyear AS card_expiry_year,
            last.billing_city, last.billing_state, last.billing_zip, last.billing_phone AS phone,
            {members(p, "s.user_id")}, s.id AS {KEY}, s.modified AS {CHANGED}
        FROM (
            SELECT s.* FROM {p}pmpro_subscriptions s
            WHERE s.gateway_environment = '{environment}' AND {{where}} {{window}}
        ) s
        LEFT JOIN {p}users u ON u.ID = s.user_id
        LEFT JOIN {p}pmpro_membership_levels l ON l.id = s.membership_level_id
        LEFT JOIN {p}pmpro_membership_orders last ON last.id = (SELECT MAX(o.id) {own})
    """
    return Part(
        name=SUBSCRIPTION,
        select=select,
        key="s.id",
        changed="s.modified",
        times_in="UTC",
        locate=lambda external_id: ("s.id = %s", [external_id]) if external_id.isdigit() else None,
    )


def _memberships(p: str, environment: str) -> Part:
    select = f"""
        SELECT CONCAT('membership-', m.user_id, '-', m.membership_id) AS subscription_id, m.status,
            m.startdate AS started, m.enddate AS term_end, l.initial_payment AS amount,
            m.membership_id AS product_id, l.name AS product_name, l.name AS level,
            EXISTS (
                SELECT 1 FROM {p}pmpro_subscriptions s
                WHERE s.user_id = m.user_id AND s.membership_level_id = m.membership_id
                    AND s.gateway_environment = '{environment}' AND s.status = 'cancelled'
                    AND COALESCE(s.billing_limit, 0) = 0
                    AND s.startdate >= m.startdate - INTERVAL 1 DAY
            ) AS cancel_at_period_end,
            {members(p, "m.user_id")}, m.id AS {KEY}, m.modified AS {CHANGED}
        FROM (
            SELECT m.* FROM {p}pmpro_memberships_users m
            WHERE m.enddate > '1971-01-01'
                AND m.id = (
                    SELECT MAX(x.id) FROM {p}pmpro_memberships_users x
                    WHERE x.user_id = m.user_id AND x.membership_id = m.membership_id
                )
                AND NOT EXISTS (
                    SELECT 1 FROM {p}pmpro_subscriptions s
                    WHERE s.user_id = m.user_id AND s.membership_level_id = m.membership_id
                        AND s.gateway_environment = '{environment}'
                        AND (s.status = 'active' OR m.status <> 'active')
                )
                AND {{where}} {{window}}
        ) m
        LEFT JOIN {p}users u ON u.ID = m.user_id
        LEFT JOIN {p}pmpro_membership_levels l ON l.id = m.membership_id
    """
    return Part(
        name=MEMBERSHIP,
        select=select,
        key="m.id",
        changed="m.modified",
        times_in=DAYS_ONLY,
        locate=_membership_of,
    )


def _membership_of(external_id: str) -> tuple[str, Sequence[Any]] | None:
    word, *numbers = external_id.split("-")
    if word != "membership" or len(numbers) != 2 or not all(map(str.isdigit, numbers)):
        return None
    return "m.user_id = %s AND m.membership_id = %s", numbers


def adapt_subscription(row: dict[str, Any], site: Site) -> None:
    """A row of pmpro_subscriptions with its orders."""
    paid = whole(row.pop("paid"))
    between = interval(row["interval_count"], row["interval"])
    last_paid = row.pop("last_paid")
    status = str(row["status"])
    row["status"] = _STANDINGS.get(status, "cancelled")
    row["payer_kind"] = "manual" if str(row.pop("gateway")).lower() in _MANUAL_GATEWAYS else "automatic"
    if between is None:
        row["interval"] = None
    if status == "active" and not is_set(row["next_payment"]):
        # Some gateways keep the date to themselves; the plugin then reckons in the same way.
        row["next_payment"] = after(last_paid, between)
        row["next_is_estimated"] = row["next_payment"] is not None
    row["currency"] = site.options.get("pmpro_currency") or None
    _say_amount(row, paid)
    limit = whole(row.pop("billing_limit"))
    row["payments_made"] = paid
    row["total_payments"] = limit + 1 if limit else None
    _say_links(row, site)


def _say_amount(row: dict[str, Any], paid: int) -> None:
    """The next amount: the trial's as long as it lasts, and with the tax that the last payment bore."""
    regular, at_trial = number(row.pop("billing_amount")), number(row.pop("trial_amount"))
    trial_limit = whole(row.pop("trial_limit"))
    first_total, subtotal, total = row.pop("first_total"), row.pop("last_subtotal"), row.pop("last_total")
    rebills = max(0, paid - 1)
    amount = at_trial if rebills < trial_limit else regular
    if number(subtotal) == amount and number(total) > amount:
        amount = number(total)
    row["amount"] = amount
    was_free = paid == 1 and is_set(first_total) and number(first_total) == 0
    if amount and ((trial_limit and rebills == trial_limit) or (not trial_limit and was_free)):
        row["trial_end"] = row["next_payment"]


def _say_links(row: dict[str, Any], site: Site) -> None:
    level = row["product_id"]
    row["manage_url"] = site.page("pmpro_account_page_id")
    row["update_url"] = site.page("pmpro_billing_page_id", pmpro_subscription_id=row["subscription_id"])
    row["cancel_url"] = site.page("pmpro_cancel_page_id", levelstocancel=level)
    if row["payer_kind"] == "manual":
        row["pay_url"] = site.page("pmpro_checkout_page_id", pmpro_level=level)


def adapt_membership(row: dict[str, Any], site: Site) -> None:
    """A row of pmpro_memberships_users: it ends by itself, and its member has to come back to renew it."""
    row["status"] = _STANDINGS.get(str(row["status"]), "cancelled")
    row["payer_kind"] = "manual"
    row["currency"] = site.options.get("pmpro_currency") or None
    row["manage_url"] = site.page("pmpro_account_page_id")
    row["pay_url"] = site.page("pmpro_checkout_page_id", pmpro_level=row["product_id"])


PRESET = Preset(
    title="Paid Memberships Pro",
    parts=parts,
    adapt={SUBSCRIPTION: adapt_subscription, MEMBERSHIP: adapt_membership},
    wanted=(
        "pmpro_currency",
        *(f"pmpro_{name}_page_id" for name in ("account", "billing", "cancel", "checkout")),
    ),
    options={"sandbox": False},
)
