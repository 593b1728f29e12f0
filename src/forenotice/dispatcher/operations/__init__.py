"""Writes of the dispatcher: this is the door, the rooms behind it are named for their thoughts."""

from forenotice.dispatcher.durability import durable_commits
from forenotice.dispatcher.example import Wish
from forenotice.dispatcher.operations.again import Again, may_send_again, send_again
from forenotice.dispatcher.operations.desk import Carriers, Clock
from forenotice.dispatcher.operations.dispatch import dispatch
from forenotice.dispatcher.operations.doubts import Decided, let_be, resend
from forenotice.dispatcher.operations.erasing import erase_deliveries
from forenotice.dispatcher.operations.hearing import Heard, hear
from forenotice.dispatcher.operations.orphans import Settled, settle_orphans
from forenotice.dispatcher.operations.replaying import Replayed, replay, replay_span
from forenotice.dispatcher.operations.restored import mark_what_was_said, settle_journal, take_as_said
from forenotice.dispatcher.operations.retention import empty_old_proofs
from forenotice.dispatcher.operations.tally import Dispatched
from forenotice.dispatcher.operations.trial import (
    Trial,
    prepare_ahead,
    prepare_trial,
    rehearse_ahead,
    send_trial,
)
from forenotice.dispatcher.operations.unreached import settle_unreached

__all__ = [
    "Again",
    "Carriers",
    "Clock",
    "Decided",
    "Dispatched",
    "Heard",
    "Replayed",
    "Settled",
    "Trial",
    "Wish",
    "dispatch",
    "durable_commits",
    "empty_old_proofs",
    "erase_deliveries",
    "hear",
    "let_be",
    "mark_what_was_said",
    "may_send_again",
    "prepare_ahead",
    "prepare_trial",
    "rehearse_ahead",
    "replay",
    "replay_span",
    "resend",
    "send_again",
    "send_trial",
    "settle_journal",
    "settle_orphans",
    "settle_unreached",
    "take_as_said",
]
