"""Writes of the dispatcher: this is the door, the rooms behind it are named for their thoughts."""

from forenotice.dispatcher.durability import durable_commits
from forenotice.dispatcher.operations.desk import Carriers, Clock
from forenotice.dispatcher.operations.dispatch import dispatch
from forenotice.dispatcher.operations.doubts import Decided, let_be, resend
from forenotice.dispatcher.operations.orphans import Settled, settle_orphans
from forenotice.dispatcher.operations.tally import Dispatched

__all__ = [
    "Carriers",
    "Clock",
    "Decided",
    "Dispatched",
    "Settled",
    "dispatch",
    "durable_commits",
    "let_be",
    "resend",
    "settle_orphans",
]
