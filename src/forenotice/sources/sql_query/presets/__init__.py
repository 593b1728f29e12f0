"""Presets: the rows of WordPress plugins, read without a query of one's own."""

from collections.abc import Mapping

from forenotice.sources.sql_query.presets import membermouse, memberpress, pmpro, woocommerce
from forenotice.sources.sql_query.presets.shape import Preset

PRESETS: Mapping[str, Preset] = {
    "memberpress": memberpress.PRESET,
    "membermouse": membermouse.PRESET,
    "paid-memberships-pro": pmpro.PRESET,
    "woocommerce-subscriptions": woocommerce.ORDERS,
    "woocommerce-subscriptions-posts": woocommerce.POSTS,
}
