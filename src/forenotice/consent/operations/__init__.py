"""Writes of consent: addresses suppressed and lifted, and what members wish."""

from forenotice.consent.lists import NewSuppression, Rejected
from forenotice.consent.operations.confirming import (
    Asked,
    ask_for_address,
    confirm_address,
    take_addresses_to_ask,
)
from forenotice.consent.operations.erasing import erase_wishes
from forenotice.consent.operations.importing import ImportedList, import_list
from forenotice.consent.operations.preferring import set_preference
from forenotice.consent.operations.revoking import revoke_links
from forenotice.consent.operations.suppressing import Suppressed, lift, suppress

__all__ = [
    "Asked",
    "ImportedList",
    "NewSuppression",
    "Rejected",
    "Suppressed",
    "ask_for_address",
    "confirm_address",
    "erase_wishes",
    "import_list",
    "lift",
    "revoke_links",
    "set_preference",
    "suppress",
    "take_addresses_to_ask",
]
