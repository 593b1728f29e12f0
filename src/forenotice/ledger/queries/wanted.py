"""What is asked of members, and those who may fit. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from forenotice.ledger.words import terms_of

TOP = b"\xff"
"""Beyond every byte that a text begins with."""
FEW = 2_000
"""So many members are few enough to be sorted afresh for one page."""


class Order(StrEnum):
    """In which order members come."""

    NEWEST = "newest"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of members; what is empty is not asked. ``members`` are the only ones who may be meant.

    Everything but the words is asked of one and the same subscription of theirs; ``kind`` and ``due_by`` of
    a payment or another due date that is to come.
    """

    text: str = ""
    standing: str = ""
    product_id: int | None = None
    payer_kind: str = ""
    source: str = ""
    kind: str = ""
    due_by: date | None = None
    card_by: date | None = None
    order: Order = Order.NEWEST
    members: Collection[int] | None = None

    @property
    def terms(self) -> list[bytes]:
        """The beginnings of words that are asked for."""
        return terms_of(self.text)


class Candidate(NamedTuple):
    """A member who may fit: their place in the order, and the due date that they come by, if by one."""

    place: tuple[Any, ...]
    member_id: int
    due_date_id: int | None


def name_of(one: Candidate) -> int:
    """What is looked at: the due date, else the member."""
    return one.member_id if one.due_date_id is None else one.due_date_id
