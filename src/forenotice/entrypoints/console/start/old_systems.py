"""Which systems may be telling the same members already, as far as the sources give them away."""

from collections.abc import Sequence

from django.utils.translation import gettext

from forenotice.accounts.models import Organization
from forenotice.engine.importing import BRINGING
from forenotice.engine.queries import shapes_brought
from forenotice.sources.queries import sources_of

_PRESETS = {
    "membermouse": "MemberMouse",
    "memberpress": "MemberPress",
    "paid-memberships-pro": "Paid Memberships Pro",
    "woocommerce-subscriptions": "WooCommerce Subscriptions",
    "woocommerce-subscriptions-posts": "WooCommerce Subscriptions",
}


def old_systems(organization: Organization) -> Sequence[str]:
    """Their names, each once."""
    sources = sources_of(organization)
    found = {_PRESETS.get(source.settings.get("preset", ""), "") for source in sources}
    kinds = {source.kind for source in sources} | shapes_brought(organization, BRINGING)
    if "woocommerce" in kinds:
        found.add("WooCommerce Subscriptions")
    if "stripe" in kinds:
        found.add(gettext("Stripe’s own emails"))
    return sorted(found - {""})
