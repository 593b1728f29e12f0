"""Writes of the ledger: what sources tell, what time does to it, and what an owner declares."""

from forenotice.ledger.operations.correcting import correct_subscription
from forenotice.ledger.operations.correcting_members import correct_member, take_member_correction_back
from forenotice.ledger.operations.counting import DAYS_AT_ONCE, count_changed_days
from forenotice.ledger.operations.declaring import declare_product
from forenotice.ledger.operations.erasing import ERASED, erase_from_ledger
from forenotice.ledger.operations.gone import mark_gone, mark_these_gone
from forenotice.ledger.operations.naming import record_members, record_products
from forenotice.ledger.operations.noting import note_down
from forenotice.ledger.operations.pausing import cancel_subscription, pause_subscription, resume_subscription
from forenotice.ledger.operations.paying import Paid, record_payment
from forenotice.ledger.operations.recording import record_facts
from forenotice.ledger.operations.removing import remove_told_by
from forenotice.ledger.operations.rolling import Rolled, roll_forward
from forenotice.ledger.operations.sightings import doubted, sighted
from forenotice.ledger.operations.stock import room_for_many, take_stock
from forenotice.ledger.operations.surroundings import follow_organization
from forenotice.ledger.operations.taking_back import take_correction_back, take_payment_back
from forenotice.ledger.operations.telling import Recorded
from forenotice.ledger.operations.touching import count_again, touch_members
from forenotice.ledger.operations.wording import keep_words

__all__ = [
    "DAYS_AT_ONCE",
    "ERASED",
    "Paid",
    "Recorded",
    "Rolled",
    "cancel_subscription",
    "correct_member",
    "correct_subscription",
    "count_again",
    "count_changed_days",
    "declare_product",
    "doubted",
    "erase_from_ledger",
    "follow_organization",
    "keep_words",
    "mark_gone",
    "mark_these_gone",
    "note_down",
    "pause_subscription",
    "record_facts",
    "record_members",
    "record_payment",
    "record_products",
    "remove_told_by",
    "resume_subscription",
    "roll_forward",
    "room_for_many",
    "sighted",
    "take_correction_back",
    "take_member_correction_back",
    "take_payment_back",
    "take_stock",
    "touch_members",
]
