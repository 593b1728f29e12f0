"""Facts about one subscription as a source tells them, understood and checked, not yet stored."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(slots=True)
class ProductFacts:
    """A product as a source names it. Empty means the source did not say.

    One that is told by its id alone is called by it; ``is_unnamed`` where the id itself was made up.
    """

    external_id: str
    name: str = ""
    description: str = ""
    level: str = ""
    bundle: str = ""
    price_minor: int | None = None
    currency: str = ""
    interval_count: int | None = None
    interval_unit: str = ""
    is_unnamed: bool = False


@dataclass(slots=True)
class MemberFacts:
    """A member as a source describes them; ``details`` as in :class:`~forenotice.ledger.models.Member`.

    ``is_reference``: only the id is told, of a member who is known already.
    """

    external_id: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    locale: str = ""
    zone: str = ""
    country: str = ""
    joined_on: date | None = None
    details: dict[str, Any] = field(default_factory=dict)
    is_reference: bool = False


@dataclass(slots=True)
class SubscriptionFacts:
    """One subscription with its member and product. Amounts in minor units, instants in UTC.

    A source gives a day (``…_on``) or an instant (``…_at``), the day then being the member's local one.
    ``next_is_estimated``: the moment of the next payment is worked out, because its source knows none.
    ``tags`` is ``|``-bounded. ``fingerprint`` is of the source's very words (a signed 64-bit number).
    """

    external_id: str
    member: MemberFacts
    product: ProductFacts
    fingerprint: int
    order_number: str = ""
    standing: str = "active"
    cancel_at_period_end: bool = False
    payer_kind: str = "automatic"
    amount_minor: int | None = None
    currency: str = ""
    interval_count: int | None = None
    interval_unit: str = ""
    anchor_day: int | None = None
    period_key: str = ""
    next_on: date | None = None
    next_at: datetime | None = None
    trial_ends_on: date | None = None
    trial_ends_at: datetime | None = None
    term_ends_on: date | None = None
    cancel_by_on: date | None = None
    cancel_by_at: datetime | None = None
    total_payments: int | None = None
    payments_made: int | None = None
    card_brand: str = ""
    card_last4: str = ""
    card_expires_on: date | None = None
    started_on: date | None = None
    tags: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    next_is_estimated: bool = False
