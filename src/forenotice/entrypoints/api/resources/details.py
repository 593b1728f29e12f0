"""Details of members, products and subscriptions that are only ever shown."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field

from forenotice.composer.payload.shape import IntervalTold

Texts = Annotated[dict[str, str], Field(description="The owner's own fields.")]


class Address(BaseModel):
    """A postal address."""

    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


def interval_shown(count: int | None, unit: str) -> IntervalTold | None:
    """The time between two payments, if there is one."""
    return IntervalTold(count=count, unit=unit) if count and unit else None  # type: ignore[arg-type]


def texts_of(told: Mapping[str, Any] | None) -> dict[str, str]:
    """Pairs of texts out of details of any shape."""
    return {str(name): str(value) for name, value in (told or {}).items()}


def address_of(told: Mapping[str, Any] | None) -> Address | None:
    """An address out of details, if there is one."""
    return Address(**{name: str(told.get(name) or "") for name in Address.model_fields}) if told else None
