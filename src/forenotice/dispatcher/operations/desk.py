"""What the rounds of one dispatch share: who works, for whom, until when, and what came of it so far."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.channels.contract import OpenChannel
from forenotice.channels.models import Channel
from forenotice.dispatcher.journal import Journal
from forenotice.dispatcher.operations.confirming import Confirming
from forenotice.dispatcher.operations.tally import Tally

Clock = Callable[[], datetime]
Carriers = Callable[[Channel, str], OpenChannel[Any]]
"""Gives the open channel for a channel in a mode; in a rehearsal that is always the test mailbox."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`due_by` is when the dispatch began: what comes due later has not been weighed against its like yet.

    The `clerk` waits for the disk while we find words.
    """

    organization: Organization
    worker: str
    clock: Clock
    carriers: Carriers
    stop: Callable[[], bool]
    due_by: datetime
    clerk: Executor
    confirming: Confirming
    journal: Journal
    limit: int | None = None
    tally: Tally = field(default_factory=Tally)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more may begin."""
        return self.stop() or (self.limit is not None and self.tally.handed_over >= self.limit)

    def allowed(self, count: int) -> int:
        """How many of so many messages may still be handed over."""
        if self.limit is None:
            return count
        return min(count, self.limit - self.tally.handed_over)
