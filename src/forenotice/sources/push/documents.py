"""What a program may push: one member, product or subscription as JSON. What is left out is empty. Pure."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from forenotice.kernel.money import exponent
from forenotice.sources.amounts import AmountFormat, read_amount
from forenotice.sources.push.words import (
    Brand,
    Country,
    Currency,
    Day,
    Email,
    Expiry,
    Id,
    Instant,
    Last4,
    Link,
    Locale,
    Name,
    Tag,
    Word,
    Words,
    Zone,
)
from forenotice.sources.unreadable import UnreadableError

_LARGEST = 2**53 - 1
_PLAIN = AmountFormat("", ".")
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Custom = Annotated[dict[Name, Words], Field(max_length=100, description="Your own fields, by name.")]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MoneyDocument(_Document):
    """An amount of money: in major units as a text, or in minor units as a whole number."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["amount"]}, {"required": ["minor"]}]}
    )

    amount: Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,4})?$", examples=["49.00"])] | None = None
    minor: Annotated[int, Field(ge=0, le=_LARGEST, examples=[4900])] | None = None
    currency: Currency

    @model_validator(mode="after")
    def _say_one_thing(self) -> Self:
        if self.amount is None and self.minor is None:
            raise UnreadableError('Say how much: "amount": "49.00", or "minor": 4900.')
        if self.amount is not None and self.minor not in (None, self.in_minor_units):
            raise UnreadableError(
                f"{self.amount} {self.currency} is not {self.minor} minor units: "
                f"{self.currency} has {exponent(self.currency)} decimals."
            )
        return self

    @property
    def in_minor_units(self) -> int:
        """The amount in minor units of its currency."""
        if self.amount is None:
            return self.minor or 0
        return read_amount(self.amount, self.currency, _PLAIN)


class IntervalDocument(_Document):
    """The time between two payments."""

    count: Annotated[int, Field(ge=1, le=1_200)] = 1
    unit: Literal["day", "week", "month", "year"]


class AddressDocument(_Document):
    """A postal address."""

    street: Word = ""
    city: Word = ""
    state: Word = ""
    zip: Word = ""
    country: Country = ""


class CardDocument(_Document):
    """What may be known of a stored card. Never its number."""

    brand: Brand = ""
    last4: Last4 = ""
    expires: Expiry | None = None


class LinksDocument(_Document):
    """Where the member can act."""

    pay: Link = ""
    update: Link = ""
    manage: Link = ""
    cancel: Link = ""


class AddressesDocument(_Document):
    """The addresses of one subscription."""

    billing: AddressDocument | None = None
    shipping: AddressDocument | None = None


class MemberDocument(_Document):
    """The person or body that owes and decides. Without an id of yours, the email address is the id."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["external_id"]}, {"required": ["email"]}]}
    )

    external_id: Id | None = None
    email: Email = ""
    first_name: Name = ""
    last_name: Name = ""
    locale: Locale = ""
    zone: Zone = ""
    country: Country = ""
    joined_on: Day | None = None
    phone: Name = ""
    username: Name = ""
    status: Name = Field(default="", description="A word of yours, only shown.")
    contacts: Annotated[list[Email], Field(max_length=20, description="Who gets reminders too.")] = []
    billing: AddressDocument | None = None
    shipping: AddressDocument | None = None
    custom: Custom = {}

    @model_validator(mode="after")
    def _say_who(self) -> Self:
        if not self.key:
            raise UnreadableError("Say who it is: give external_id, or an email address.")
        return self

    @property
    def key(self) -> str:
        """What tells this member from others."""
        return self.external_id or self.email[:200]


class ProductDocument(_Document):
    """What is sold. What is left out stays as it was."""

    external_id: Id
    name: Word = ""
    description: Words = ""
    level: Name = ""
    bundle: Name = ""
    price: MoneyDocument | None = None
    interval: IntervalDocument | None = None


class SubscriptionDocument(_Document):
    """A member's standing agreement. It replaces what was told of it before.

    A member of whom only ``external_id`` is told must be known, and stays as they are.
    """

    external_id: Id
    member: MemberDocument
    product: ProductDocument
    order_number: Name = ""
    standing: Literal["active", "trialing", "past_due", "paused", "cancelled", "ended"] = "active"
    cancel_at_period_end: bool = False
    payer: Literal["automatic", "manual"] = "automatic"
    amount: MoneyDocument | None = Field(default=None, description="What will be charged next.")
    interval: IntervalDocument | None = Field(default=None, description="Left out, it is the product's.")
    anchor_day: Annotated[int, Field(ge=1, le=31)] | None = None
    period_key: Annotated[Name, Field(max_length=100)] = Field(
        default="", description="Your own name for the coming period, if it has one."
    )
    next_payment_on: Day | None = None
    next_payment_at: Instant | None = None
    trial_ends_on: Day | None = None
    trial_ends_at: Instant | None = None
    term_ends_on: Day | None = None
    cancel_by_on: Day | None = None
    cancel_by_at: Instant | None = None
    total_payments: Count | None = None
    payments_made: Count | None = None
    card: CardDocument | None = None
    started_on: Day | None = None
    tags: Annotated[list[Tag], Field(max_length=50)] = []
    subtotal: MoneyDocument | None = None
    discount: MoneyDocument | None = None
    shipping: MoneyDocument | None = None
    coupon: Name = ""
    shipping_method: Name = ""
    quantity: Count | None = None
    addresses: AddressesDocument | None = None
    links: LinksDocument | None = None
    custom: Custom = {}

    @model_validator(mode="after")
    def _say_each_once(self) -> Self:
        for name in ("next_payment", "trial_ends", "cancel_by"):
            if getattr(self, f"{name}_on") is not None and getattr(self, f"{name}_at") is not None:
                raise UnreadableError(f"Give {name}_on or {name}_at, not both: the instant has its day.")
        currencies = {each.currency for each in self.moneys if each is not None}
        if len(currencies) > 1:
            raise UnreadableError(
                f"All amounts are in one currency; here are {', '.join(sorted(currencies))}."
            )
        return self

    @property
    def moneys(self) -> tuple[MoneyDocument | None, ...]:
        """Everything that the member is charged with."""
        return self.amount, self.subtotal, self.discount, self.shipping
