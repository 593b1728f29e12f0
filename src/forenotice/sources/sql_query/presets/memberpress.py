"""MemberPress. Pure.

All its times are in UTC, and one that is the last second of a day stands for that day. A subscription is
paid until the latest of its transactions expires, and that is when the next payment comes; before the first
payment a transaction that only confirms it says nothing of it, unless there is a trial. A number of payments
that limits a subscription leaves a paid trial out.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from forenotice.sources.sql_query.parts import CHANGED, KEY, Part
from forenotice.sources.sql_query.presets.php import read_php
from forenotice.sources.sql_query.presets.shape import Preset, Site
from forenotice.sources.sql_query.presets.wordpress import is_set, members, number, whole

SUBSCRIPTION, TRANSACTION = "mepr_subscriptions", "mepr_transactions"
_LAST_SECOND = "23:59:59"
_FOR_EVER = "'0000-00-00 00:00:00'"
_STANDINGS = {"active": "active", "suspended": "paused", "cancelled": "cancelled", "pending": "past_due"}
_BY_HAND = "MeprArtificialGateway"


def parts(prefix: str, _: Mapping[str, Any]) -> Sequence[Part]:
    """Subscriptions, and memberships that were paid once and end by themselves."""
    return [_subscriptions(prefix), _transactions(prefix)]


def _subscriptions(p: str) -> Part:
    own = f"FROM {p}mepr_transactions t WHERE t.subscription_id = s.id"
    counts = "t.status IN ('confirmed', 'complete')"
    select = f"""
        SELECT s.id AS subscription_id, s.subscr_id AS order_number, s.status, s.gateway,
            s.created_at AS started, s.total AS amount, s.period AS interval_count,
            s.period_type AS `interval`, s.limit_cycles, s.limit_cycles_num, s.trial, s.trial_amount,
            s.prorated_trial, s.cc_last4 AS card_last4, s.cc_exp_month AS card_expiry_month,
            s.cc_exp_year AS card_expiry_year, s.product_id, product.post_title AS product_name,
            (SELECT MAX(t.expires_at) {own} AND {counts} AND t.expires_at <> {_FOR_EVER}) AS next_payment,
            (SELECT COUNT(*) {own} AND {counts} AND t.expires_at = {_FOR_EVER}) AS for_ever,
            (SELECT COUNT(*) {own} AND t.status = 'complete') AS paid,
            {members(p, "s.user_id")}, s.id AS {KEY}, NULL AS {CHANGED}
        FROM (
            SELECT s.* FROM {p}mepr_subscriptions s
            WHERE s.status <> 'pending' AND {{where}} {{window}}
        ) s
        LEFT JOIN {p}users u ON u.ID = s.user_id
        LEFT JOIN {p}posts product ON product.ID = s.product_id
    """
    return Part(
        name=SUBSCRIPTION,
        select=select,
        key="s.id",
        times_in="UTC",
        locate=lambda external_id: ("s.id = %s", [external_id]) if external_id.isdigit() else None,
    )


def _transactions(p: str) -> Part:
    def once(alias: str) -> str:
        return (
            f"COALESCE({alias}.subscription_id, 0) = 0 AND {alias}.status = 'complete' "
            f"AND {alias}.txn_type = 'payment' AND {alias}.expires_at <> {_FOR_EVER}"
        )

    select = f"""
        SELECT CONCAT('once-', t.user_id, '-', t.product_id) AS subscription_id, t.trans_num AS order_number,
            t.created_at AS started, t.expires_at AS term_end, price.meta_value AS amount,
            t.product_id, product.post_title AS product_name,
            {members(p, "t.user_id")}, t.id AS {KEY}, NULL AS {CHANGED}
        FROM (
            SELECT t.* FROM {p}mepr_transactions t
            WHERE {once("t")}
                AND t.id = (
                    SELECT x.id FROM {p}mepr_transactions x
                    WHERE x.user_id = t.user_id AND x.product_id = t.product_id AND {once("x")}
                    ORDER BY x.expires_at DESC, x.id DESC LIMIT 1
                )
                AND NOT EXISTS (
                    SELECT 1 FROM {p}mepr_subscriptions s
                    WHERE s.user_id = t.user_id AND s.product_id = t.product_id AND s.status = 'active'
                )
                AND {{where}} {{window}}
        ) t
        LEFT JOIN {p}users u ON u.ID = t.user_id
        LEFT JOIN {p}posts product ON product.ID = t.product_id
        LEFT JOIN {p}postmeta price ON price.post_id = t.product_id AND price.meta_key = '_mepr_product_price'
    """
    return Part(name=TRANSACTION, select=select, key="t.id", times_in="UTC", locate=_once_of)


def _once_of(external_id: str) -> tuple[str, Sequence[Any]] | None:
    word, *numbers = external_id.split("-")
    if word != "once" or len(numbers) != 2 or not all(map(str.isdigit, numbers)):
        return None
    return "t.user_id = %s AND t.product_id = %s", numbers


@lru_cache(maxsize=8)
def _settings(text: str) -> dict[Any, Any]:
    return read_php(text)


def adapt_subscription(row: dict[str, Any], site: Site) -> None:
    """A row of mepr_subscriptions with its transactions."""
    settings = _settings(site.options.get("mepr_options", ""))
    row["next_payment"] = _when(row["next_payment"])
    paid, is_for_ever = whole(row.pop("paid")), whole(row.pop("for_ever")) > 0
    limited, limit = whole(row.pop("limit_cycles")), whole(row.pop("limit_cycles_num"))
    has_trial, trial_amount = whole(row.pop("trial")) > 0, number(row.pop("trial_amount"))
    prorated = whole(row.pop("prorated_trial")) > 0
    is_paid_trial = has_trial and trial_amount > 0
    row["status"] = _STANDINGS.get(str(row["status"]), str(row["status"]))
    row["payer_kind"] = "manual" if _is_by_hand(str(row.pop("gateway")), settings) else "automatic"
    row["currency"] = settings.get("currency_code") or None
    in_trial = has_trial and paid == (1 if is_paid_trial else 0)
    if is_for_ever or (paid == 0 and not has_trial):
        row["next_payment"] = None
    elif in_trial:
        row["trial_end"] = row["next_payment"]
    if str(row["interval"]) == "lifetime":
        row["interval"] = None
    if limited:
        row["total_payments"] = limit + (1 if is_paid_trial and not prorated else 0)
        row["payments_made"] = min(paid, row["total_payments"])
    _say_card(row)
    _say_links(row, site, settings)


def _when(expires: Any) -> Any:
    """The day alone where that is all it means: its last second in UTC is the next day in Paris."""
    word = str(expires or "")
    return word[:10] if word.endswith(_LAST_SECOND) else expires


def _is_by_hand(gateway: str, settings: Mapping[Any, Any]) -> bool:
    """Whether payments are taken outside the site: MemberPress calls that an offline gateway."""
    if gateway in ("manual", "free"):
        return gateway == "manual"
    integrations = settings.get("integrations")
    own = integrations.get(gateway) if isinstance(integrations, dict) else None
    return isinstance(own, dict) and own.get("gateway") == _BY_HAND


def _say_card(row: dict[str, Any]) -> None:
    """A card of 1999 is what the plugin writes where it knows none."""
    if whole(row["card_expiry_year"]) < 2000 or not is_set(row["card_last4"]):
        row["card_last4"] = row["card_expiry_month"] = row["card_expiry_year"] = None


def _say_links(row: dict[str, Any], site: Site, settings: Mapping[Any, Any]) -> None:
    account = settings.get("account_page_id")
    own = site.page_numbered(account, action="subscriptions")
    row["manage_url"] = row["cancel_url"] = own
    row["update_url"] = site.page_numbered(account, action="update", sub=row["subscription_id"])
    if row["payer_kind"] == "manual":
        row["pay_url"] = own


def adapt_transaction(row: dict[str, Any], site: Site) -> None:
    """A membership that was paid once: it ends by itself, and its member has to pay again."""
    settings = _settings(site.options.get("mepr_options", ""))
    row["term_end"] = _when(row["term_end"])
    row["payer_kind"] = "manual"
    row["currency"] = settings.get("currency_code") or None
    row["manage_url"] = site.page_numbered(settings.get("account_page_id"), action="subscriptions")
    row["pay_url"] = site.page_numbered(row["product_id"])


PRESET = Preset(
    title="MemberPress",
    parts=parts,
    adapt={SUBSCRIPTION: adapt_subscription, TRANSACTION: adapt_transaction},
    wanted=("mepr_options",),
)
