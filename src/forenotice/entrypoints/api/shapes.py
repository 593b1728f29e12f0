"""Shapes that several resources have in common, going out and coming in."""

from typing import Annotated

from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field, Strict

from forenotice.kernel.money import Money
from forenotice.sources.push.words import Instant

LARGEST_ID = 2**63 - 1

Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]

RowId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="Our own number of it.")]
Since = Annotated[Instant | None, Query(description="From this moment on (RFC 3339, with an offset).")]
Until = Annotated[Instant | None, Query(description="Before this moment.")]


class Given(BaseModel):
    """What a program sends. A field we do not know is a mistake that it would want to hear of."""

    model_config = ConfigDict(extra="forbid")


class AmountShown(BaseModel):
    """An amount of money, exact."""

    amount: str = Field(
        description="In major units, with as many decimals as the currency has.", examples=["49.00"]
    )
    minor: int = Field(description="The same in minor units.", examples=[4900])
    currency: str = Field(description="ISO 4217.", examples=["EUR"])


def amount_shown(minor: int | None, currency: str) -> AmountShown | None:
    """The amount as programs read it; None where nobody told us one."""
    if minor is None or not currency:
        return None
    return AmountShown(amount=str(Money(minor, currency).amount), minor=minor, currency=currency)
