"""What several rooms offer in the lists above their lists."""

from collections.abc import Sequence

from forenotice.accounts.models import Organization
from forenotice.ledger.queries import product_rows

_MOST_PRODUCTS = 300


def product_choices(organization: Organization) -> Sequence[tuple[str, str]]:
    """The products by name, as many as anybody looks through."""
    rows = product_rows(organization).order_by("name", "pk")[:_MOST_PRODUCTS]
    return [(str(row.pk), row.label) for row in rows]
