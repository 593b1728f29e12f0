"""One parcel handed over by itself, for somebody who tries a channel."""

from collections.abc import Callable
from datetime import datetime

from forenotice.channels.contract import Parcel
from forenotice.channels.models import Channel
from forenotice.channels.queries import open_channel
from forenotice.kernel.message import Outcome, Receipt

_NOT_ASKED = "It asked for nothing, so nothing was handed over."


def hand_over_once(channel: Channel, parcel: Parcel, *, clock: Callable[[], datetime]) -> Receipt:
    """What the channel answers to one parcel; `later` when it ended without asking for it, as a plugin may.

    Raise what :func:`forenotice.channels.queries.open_channel` raises.
    """
    waiting = [parcel]
    carrier = open_channel(channel, clock=clock)
    try:
        groups = carrier.deliver(lambda wanted: [waiting.pop() for _ in range(min(wanted, len(waiting)))])
        receipts = [receipt for group in groups for receipt in group]
    finally:
        carrier.close()
    return receipts[0] if receipts else Receipt("", Outcome.LATER, code="idle", detail=_NOT_ASKED)
