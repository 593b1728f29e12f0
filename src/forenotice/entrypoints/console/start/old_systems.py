"""Which systems may be telling the same members already, as far as the sources give them away."""

from collections.abc import Sequence

from django.utils.translation import gettext

from forenotice.accounts.models import Organization
from forenotice.engine.importing import BRINGING
from forenotice.engine.queries import shapes_brought
from forenotice.sources.queries import sources_of

ORIGINS = {
    "membermouse": "MemberMouse",
    "memberpress": "MemberPress",
    "paid-memberships-pro": "Paid Memberships Pro",
    "woocommerce": "WooCommerce Subscriptions",
    "stripe": "Stripe",
}
"""The systems that a file may be an export of, and that may be reminding the same members."""

_PRESETS = {
    **{key: name for key, name in ORIGINS.items() if key != "stripe"},
    "woocommerce-subscriptions": "WooCommerce Subscriptions",
    "woocommerce-subscriptions-posts": "WooCommerce Subscriptions",
}


def old_systems(organization: Organization) -> Sequence[str]:
    """Their names, each once."""
    sources = sources_of(organization)
    presets = {source.settings.get("preset", "") for source in sources}
    kinds = {source.kind for source in sources} | shapes_brought(organization, BRINGING)
    found = {_PRESETS.get(each, "") for each in presets | kinds}
    if "stripe" in kinds:
        found.add(gettext("Stripe’s own emails"))
    return sorted(found - {""})
