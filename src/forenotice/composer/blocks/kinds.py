"""The blocks that a message can be made of. What is left empty is said in words of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

Rows = tuple[str, ...]
PerRow = tuple[tuple[str, str], ...]
"""Words by the row of a table that they are for, in the order of their rows' names."""

TABLE_ROWS = ("amount", "date", "paid_with", "payment_number", "interval", "order", "product", "cancel_by")
"""The rows a payment table can have."""
USUAL_ROWS = TABLE_ROWS[:6]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a message. ``when`` is a condition over smart tags; an empty one is always true."""

    type: ClassVar[str]
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting(Block):
    """The first line, by name."""

    type: ClassVar[str] = "greeting"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Block):
    """What is due and whether there is anything to do; the headline is what a member must not miss."""

    type: ClassVar[str] = "due"
    headline: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTable(Block):
    """The facts of the payment, a row for each. ``labels`` and ``values`` take the place of our words.

    A row is shown when it has something to say: a value of the owner's own when its first smart tag outside
    of conditions has.
    """

    type: ClassVar[str] = "payment_table"
    rows: Rows = USUAL_ROWS
    labels: PerRow = ()
    values: PerRow = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToAction(Block):
    """The one thing to press, with words before it. Nothing is shown to a member without the link."""

    type: ClassVar[str] = "call_to_action"
    label: str = ""
    link: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoosterBlock(Block):
    """The value booster that was picked for this member; nothing when there is none."""

    type: ClassVar[str] = "booster"
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks(Block):
    """A word of thanks."""

    type: ClassVar[str] = "thanks"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Block):
    """Where to ask, in smaller letters."""

    type: ClassVar[str] = "support"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Block):
    """Who signs."""

    type: ClassVar[str] = "signature"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Block):
    """Words of the owner's own."""

    type: ClassVar[str] = "text"
    heading: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Block):
    """A picture. ``width`` is in pixels, at most that of the page; 0 is as wide as there is room."""

    type: ClassVar[str] = "image"
    url: str = ""
    alt: str = ""
    link: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Divider(Block):
    """A thin line."""

    type: ClassVar[str] = "divider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Block):
    """The day by which to cancel, in a box that nobody overlooks, as French law asks for."""

    type: ClassVar[str] = "deadline"
    headline: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Block):
    """The terms of renewal: what is charged, how often, and how to stop it."""

    type: ClassVar[str] = "terms"
    heading: str = ""
    words: str = ""


BLOCK_TYPES: Mapping[str, type[Block]] = MappingProxyType(
    {
        each.type: each
        for each in (
            *(Greeting, Due, PaymentTable, CallToAction, BoosterBlock, Thanks, Support, Signature),
            *(Text, Image, Divider, Deadline, Terms),
        )
    }
)
"""Every block by the name that an owner writes as its ``type``."""
