"""What a round will say next, looked at seconds before; what must not be said is put aside here."""

import random
import time
from collections import deque

from forenotice.channels.models import Channel
from forenotice.dispatcher.candidates import Candidate, due_reminders, waiting_deliveries
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations.claiming import Claimed
from forenotice.dispatcher.operations.desk import Desk
from forenotice.dispatcher.operations.first_day import is_capped
from forenotice.dispatcher.operations.withholding import put_aside
from forenotice.dispatcher.preparing import Ready, look_at
from forenotice.dispatcher.situation import Situation, situation_of
from forenotice.planner.operations import plan, supersede

FRESH_SECONDS = 2.0
STALE_SECONDS = 3.0
"""For how long what was looked at is taken, and claimed. What decides beside the facts may be as old again as
the first, and both together stay below the 5 seconds that may lie between a last look and its hand-over."""

_MOST = 200
_LEAST = 16


class ReadAhead:
    """The queue of one round, filled from the database whenever it is empty or a look has become too old."""

    def __init__(self, desk: Desk, channel: Channel, mode: str) -> None:
        self._desk = desk
        self._channel = channel
        self._mode = mode
        self._queue: deque[Ready] = deque()
        self._situation: Situation | None = None
        self._read_at = self._looked_at = float("-inf")
        self._size = _MOST
        self._taken = 0
        self._is_contended = False
        self._may_release = True

    def forget_if_old(self) -> bool:
        """Forget what was read when its look has become too old, and tell whether it has."""
        if time.monotonic() - self._looked_at <= FRESH_SECONDS:
            return False
        self._queue.clear()
        return True

    def take_simple(self) -> Ready | None:
        """The next one of those already read, if it leaves as one message and may leave as far as we know."""
        if not self._queue or len(self._queue[0].recipients) != 1 or not self._may_release:
            return None
        self._taken += 1
        return self._queue.popleft()

    def take(self, count: int, *, may_read: bool = True) -> list[Ready]:
        """What comes next, enough for `count` messages if there is so much; empty when nothing is left."""
        if not self._queue and may_read:
            # A slow channel takes few of what was read, and a fast one all of it: read twice as many as were
            # taken the last time.
            self._size = min(_MOST, max(_LEAST, 2 * self._taken, 2 * count))
            self._fill()
        taken: list[Ready] = []
        while self._queue and count > 0:
            ready = self._queue.popleft()
            if ready.candidate.waiting is None and not self._may_release:
                continue
            taken.append(ready)
            count -= len(ready.recipients)
        self._taken += len(taken)
        return taken

    def is_fresh(self) -> bool:
        """Whether what was taken last may still be handed over on the strength of its look."""
        return time.monotonic() - self._looked_at <= STALE_SECONDS

    def report(self, claimed: Claimed) -> None:
        """Hear what became of what was taken."""
        if claimed.is_capped:
            self._may_release = False
        if claimed.is_contended:
            # Another worker was faster: two that read the same queue should not run side by side.
            self._is_contended = True
            random.shuffle(self._queue)

    def _fill(self) -> None:
        """Read on until something may be said or nothing is left; each turn puts something aside for good."""
        before: list[Candidate] = []
        while not self._queue and not self._desk.is_closed:
            situation = self._situation_now()
            candidates = self._candidates(situation)
            if not candidates:
                break
            if candidates == before:
                raise DispatcherError(
                    "What the last look refused is still there; nothing would ever be said."
                )
            now = self._desk.clock()
            if self._desk.confirming.ask(candidates, now):
                # That took its time, and may have changed what is to be said: read all of it anew.
                self._situation = None
                continue
            before = candidates
            candidates = list(self._desk.confirming.mark(candidates))
            looked = look_at(candidates, situation, now)
            put_aside(self._desk.organization, looked, self._desk.tally, now=now)
            self._queue.extend(looked.ready)
        if self._is_contended:
            random.shuffle(self._queue)

    def _candidates(self, situation: Situation) -> list[Candidate]:
        organization = situation.organization
        if self._mode not in situation.modes or self._channel.pk not in situation.channels:
            return []
        self._looked_at, self._taken = time.monotonic(), 0
        waiting = waiting_deliveries(
            organization,
            channel_id=self._channel.pk,
            mode=self._mode,
            now=self._desk.clock(),
            limit=self._size,
        )
        if not self._may_release or self._mode != organization.mode:
            return waiting
        found = waiting
        for step_ids in self._turns(situation):
            found += due_reminders(
                organization,
                step_ids=step_ids,
                mode=self._mode,
                due_by=self._desk.due_by,
                limit=self._size - len(found),
            )
        return found

    def _turns(self, situation: Situation) -> list[list[int]]:
        """The steps to release, in turns: while few may leave at all, what law demands leaves first."""
        step_ids = situation.steps_led_by(self._channel)
        if not is_capped(situation.organization, self._mode, self._desk.clock()):
            return [step_ids]
        required = [step_id for step_id in step_ids if situation.is_required(step_id)]
        return [required, [step_id for step_id in step_ids if step_id not in required]]

    def _situation_now(self) -> Situation:
        if self._situation is None or time.monotonic() - self._read_at > FRESH_SECONDS:
            self._read_at = time.monotonic()
            now = self._desk.clock()
            self._situation = situation_of(self._desk.organization, now)
            # What changed since the last planning moves, cancels or revives reminders before they are
            # looked at.
            if not plan(organization=self._situation.organization, now=now).is_nothing:
                supersede(organization=self._situation.organization, now=self._desk.due_by)
        return self._situation
