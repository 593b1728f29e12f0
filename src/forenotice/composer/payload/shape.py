"""The shape of a payload, version 1: its fields, what each means, and the JSON Schema that follows from both.

Fields are only ever added to a version. Everything is always there, empty or null where nobody told us. Days
are the member's local ones, instants are UTC, and nothing counts from "today": a payload may be read late.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from forenotice.kernel.payload import PayloadType

Decimals = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["49.00"])]
Currency = Annotated[str, Field(description="ISO 4217, or empty.", examples=["EUR"])]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class Amount(_Part):
    """An amount of money, exact."""

    amount: Decimals = Field(description="In major units, with as many decimals as the currency has.")
    minor: int = Field(description="The same in minor units.", examples=[4900])
    currency: Currency


class PlaceTold(_Part):
    """A postal address."""

    street: str
    city: str
    state: str
    zip: str
    country: str = Field(description="ISO 3166, two letters.")


class OrganizationTold(_Part):
    """The sender."""

    key: str
    name: str
    support_email: str


class ReminderTold(_Part):
    """Which reminder speaks."""

    rule: str = Field(description="The rule's key.")
    step: str = Field(description="The step's key.")
    lead_time: str = Field(description="How long before.", examples=["7 days"])
    message_class: Literal["required", "courtesy"]


class DueTold(_Part):
    """What comes, and when."""

    kind: Literal["renewal", "trial_end", "payment_due", "term_end", "card_expiry"]
    on: date = Field(description="The member's local day.")
    at: datetime | None = Field(description="The instant, where the source knows it.")
    zone: str = Field(description="The member's IANA time zone.")
    cancel_by_on: date | None = Field(description="The last day on which cancelling is possible.")
    cancel_by_at: datetime | None
    trial_ends_on: date | None


class CardTold(_Part):
    """The stored card."""

    brand: str
    last4: str
    expires_on: date | None = Field(description="The last day on which it is good.")


class PaymentTold(_Part):
    """The upcoming payment."""

    amount: Amount | None
    previous_amount: Amount | None = Field(description="What was paid the last time, where it differed.")
    due_on: date | None
    is_automatic: bool = Field(description="False when the member must act.")
    is_first: bool
    is_last: bool
    number: int | None = Field(description="Which payment it is.")
    of: int | None = Field(description="Of how many.")
    card: CardTold | None


class MemberTold(_Part):
    """Who owes and decides."""

    id: str = Field(description="The id that the source gave them.")
    email: str
    first_name: str
    last_name: str
    username: str
    phone: str
    status: str
    locale: str
    since: date | None
    tags: list[str]
    billing: PlaceTold
    shipping: PlaceTold
    custom: dict[str, str] = Field(description="The owner's own fields.")


class IntervalTold(_Part):
    """The time between two payments."""

    count: int
    unit: Literal["day", "week", "month", "year"]


class ProductTold(_Part):
    """What is paid for."""

    id: str
    name: str
    description: str
    level: str
    bundle: str
    price: Amount | None
    interval: IntervalTold | None


class OrderTold(_Part):
    """The subscription's order."""

    number: str
    total: Amount | None
    subtotal: Amount | None
    discount: Amount | None
    shipping: Amount | None
    coupon: str
    quantity: int | None
    billing_address: PlaceTold
    shipping_address: PlaceTold


class SubscriptionTold(_Part):
    """The standing agreement."""

    id: str = Field(description="The id that the source gave it.")
    source: str


class LinksTold(_Part):
    """Where the member can act."""

    pay: str
    update_payment: str
    manage: str
    cancel: str


class DueFacts(_Part):
    """A payment, trial end, end of a term or card expiry is coming."""

    id: str = Field(description="Names this reminder. It stays the same, also in its withdrawal.")
    version: Literal[1] = 1
    mode: Literal["live", "rehearsal"]
    organization: OrganizationTold
    reminder: ReminderTold
    due: DueTold
    payment: PaymentTold
    member: MemberTold
    product: ProductTold
    order: OrderTold
    subscription: SubscriptionTold
    links: LinksTold
    shortened: bool = Field(
        default=False, description="True when long words were left out to keep the whole under 20 kB."
    )


class WithdrawnFacts(DueFacts):
    """What was told no longer holds: it was paid already, cancelled, paused, or the source took it back."""

    reason: str = Field(examples=["paid", "cancelled", "paused"])
    sentence: str = Field(description="The reason in plain English.")
    withdrawn_at: datetime


class DuePayload(_Part):
    """Told once for each reminder, as long before as the rule says."""

    type: Literal[PayloadType.DUE] = PayloadType.DUE
    timestamp: datetime = Field(description="When it was written, in UTC.")
    data: DueFacts


class WithdrawnPayload(_Part):
    """Told only to those who took the reminder itself, and only before its due date."""

    type: Literal[PayloadType.WITHDRAWN] = PayloadType.WITHDRAWN
    timestamp: datetime = Field(description="When it was written, in UTC.")
    data: WithdrawnFacts


PAYLOADS: dict[PayloadType, type[DuePayload] | type[WithdrawnPayload]] = {
    PayloadType.DUE: DuePayload,
    PayloadType.WITHDRAWN: WithdrawnPayload,
}


def payload_schema(of: PayloadType, ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """The JSON Schema (2020-12) of a payload of that type. OpenAPI 3.1 takes it as it is."""
    return PAYLOADS[of].model_json_schema(mode="serialization", ref_template=ref_template)
