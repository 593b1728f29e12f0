"""Words are found ahead of their turn, while the other side has the word."""

from collections import deque

from forenotice.channels.models import Channel
from forenotice.dispatcher.operations.claiming import Claimed
from forenotice.dispatcher.operations.desk import Desk
from forenotice.dispatcher.operations.drafts import Draft, draft
from forenotice.dispatcher.operations.read_ahead import ReadAhead

_AT_ONCE = 2
"""How many messages are put into words in one breath: answers that come meanwhile should not wait long."""


class WritingAhead:
    """The drafts of one round: those written ahead, then new ones as they are asked for.

    Nothing is claimed here. A draft is as old as the look that it was made after, and forgotten with it. At
    most ``most`` messages are written ahead, as many as there are connections.
    """

    def __init__(self, desk: Desk, channel: Channel, ahead: ReadAhead) -> None:
        self._desk = desk
        self._channel = channel
        self._ahead = ahead
        self._written: deque[Draft] = deque()
        self.most = 1

    def take(self, count: int) -> list[Draft]:
        """Drafts of at most `count` messages; empty when nothing is left to say."""
        if self._ahead.forget_if_old():
            self._written.clear()
        taken: list[Draft] = []
        while self._written and self._written[0].size <= count:
            taken.append(self._written.popleft())
            count -= taken[-1].size
        if count > 0:
            now = self._desk.clock()
            # What was taken is not claimed yet, so reading on now would find it once more.
            for ready in self._ahead.take(count, may_read=not taken):
                taken.append(draft(ready, self._channel, count=count, now=now))
                count -= taken[-1].size
        return taken

    def write(self) -> None:
        """Put a few more messages into words; asks the database for nothing."""
        now = self._desk.clock()
        for _ in range(min(_AT_ONCE, self.most - len(self._written))):
            ready = self._ahead.take_simple()
            if ready is None:
                break
            self._written.append(draft(ready, self._channel, count=1, now=now))

    def report(self, claimed: Claimed) -> None:
        """Hear what became of what was taken."""
        if claimed.is_capped:
            self._written.clear()
        self._ahead.report(claimed)
