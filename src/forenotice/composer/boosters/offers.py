"""What a booster is, as an owner writes it and as it is on offer to members."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forenotice.composer.texts import CompiledText


class BoosterKind(StrEnum):
    """What sort of value a booster adds."""

    NEWS = "news"
    TIP = "tip"
    PERK = "perk"
    TESTIMONIAL = "testimonial"


@dataclass(frozen=True, slots=True)
class BoosterWords:
    """A booster in one language: a title and words, plain or HTML, both with smart tags."""

    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoosterTerms:
    """For whom a booster is, when, and how often beside others.

    No products or no countries mean all of them. ``starts_on`` and ``ends_on`` are the first and the
    last local day. A booster of weight 2 is shown twice as often as one of weight 1.
    """

    kind: BoosterKind
    products: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    weight: int = 1
    coupon: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoosterOffer:
    """A booster with its compiled texts by locale."""

    key: str
    terms: BoosterTerms
    texts: Mapping[str, CompiledText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything on offer, and the owner's measure for all of it.

    A member is shown no booster that their last ``apart`` reminders showed, and one of a kind in ``every`` at
    most in every so manieth reminder.
    """

    offers: tuple[BoosterOffer, ...] = ()
    apart: int = 3
    every: Mapping[BoosterKind, int] = field(default_factory=dict)

    @property
    def reach(self) -> int:
        """How many of a member's last reminders the choice depends on."""
        return max([self.apart, *(count - 1 for count in self.every.values())])
