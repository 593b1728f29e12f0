"""Writes of the ledger: what sources tell, what time does to it, and what an owner declares."""

from forenotice.ledger.operations.declaring import declare_product
from forenotice.ledger.operations.gone import mark_gone
from forenotice.ledger.operations.recording import record_facts
from forenotice.ledger.operations.rolling import Rolled, roll_forward
from forenotice.ledger.operations.sightings import sighted
from forenotice.ledger.operations.stock import room_for_many, take_stock
from forenotice.ledger.operations.surroundings import follow_organization
from forenotice.ledger.operations.telling import Recorded
from forenotice.ledger.operations.touching import touch_members

__all__ = [
    "Recorded",
    "Rolled",
    "declare_product",
    "follow_organization",
    "mark_gone",
    "record_facts",
    "roll_forward",
    "room_for_many",
    "sighted",
    "take_stock",
    "touch_members",
]
