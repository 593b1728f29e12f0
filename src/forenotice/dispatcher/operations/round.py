"""One channel at work in one mode: claim, hand over, write down; from the first pull to the last receipt."""

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction

from forenotice.accounts.states import Mode
from forenotice.channels.contract import OpenChannel, Parcel
from forenotice.channels.models import Channel
from forenotice.channels.purpose import is_for_programs
from forenotice.dispatcher.journal import Entry
from forenotice.dispatcher.operations.claiming import Departure, claim
from forenotice.dispatcher.operations.desk import Desk
from forenotice.dispatcher.operations.failures import note_failure, note_recovery
from forenotice.dispatcher.operations.read_ahead import ReadAhead
from forenotice.dispatcher.operations.receipts import Flight, Landing, land, write_landings
from forenotice.dispatcher.operations.strays import stray_flight
from forenotice.dispatcher.operations.writing_ahead import WritingAhead
from forenotice.kernel.message import Outcome, Receipt

PATIENCE_SECONDS = 60.0
"""For how long receipts are kept in memory while the database is locked or the disk is full."""

WAIT_SECONDS = 0.5
"""For how long answers wait to be written down with the next claim, which comes soon while there is more."""

_NOT_TAKEN = (Outcome.LATER, Outcome.NEVER)

log = structlog.get_logger(__name__)


class Round:
    """Says what one channel has to say in one mode, until nothing is left or the desk closes."""

    def __init__(self, desk: Desk, channel: Channel, mode: str, *, is_failing: bool) -> None:
        """`is_failing` when the channel failed for everybody the last time it was asked."""
        self._desk = desk
        self._channel = channel
        self._mode = mode
        self._is_failing = is_failing
        self._ahead = ReadAhead(desk, channel, mode)
        self._writing = WritingAhead(desk, channel, self._ahead)
        self._flights: dict[str, Flight] = {}
        self._entries: dict[str, Entry] = {}
        self._landings: list[Landing] = []
        self._landed_at = 0.0
        self._has_worked = False
        self._fault: Receipt | None = None
        self._stumble: Receipt | None = None

    def run(self, carrier: OpenChannel[Any]) -> None:
        """Keep the channel busy; whatever goes wrong, every receipt that came is written down first."""
        self._writing.most = carrier.connections
        try:
            for group in carrier.deliver(self._pull):
                self._take(group, is_idempotent=carrier.is_idempotent)
                if not group:
                    self._use_breath()
                    if self._desk.is_closed and not self._flights:
                        break
        finally:
            self._write_down()
            self._remember_health()

    def _pull(self, count: int) -> Sequence[Parcel]:
        while not self._desk.is_closed:
            drafts = self._writing.take(self._desk.allowed(count))
            if not drafts:
                break
            claimed = claim(
                self._desk,
                self._mode,
                drafts,
                self._landings,
                is_fresh=self._ahead.is_fresh,
                meanwhile=self._writing.write,
            )
            self._landings.clear()
            self._writing.report(claimed)
            self._desk.tally.claimed(claimed.released, len(claimed.departures), is_capped=claimed.is_capped)
            if claimed.departures:
                is_noted = self._note(claimed.departures)
                return [departure.worded.message for departure in claimed.departures if is_noted]
        return ()

    def _note(self, departures: Sequence[Departure]) -> bool:
        """Write into the send journal what leaves now; what cannot be written there does not leave."""
        for departure in departures:
            self._flights[departure.worded.message.message_id] = departure.flight
        if self._mode != Mode.LIVE:
            return True
        entries = {each.worded.message.message_id: each.entry for each in departures}
        try:
            self._desk.journal.say(self._desk.organization.key, list(entries.values()), self._desk.clock())
        except OSError as error:
            why = f"The send journal cannot be written ({error.strerror or error})."
            kept = [Receipt(name, Outcome.LATER, "journal", why, whole_channel=True) for name in entries]
            self._take(kept, is_idempotent=False)
            return False
        self._entries |= entries
        return True

    def _use_breath(self) -> None:
        """While the other side has the word: find the next words, or write down what has waited for long."""
        if self._landings and time.monotonic() - self._landed_at > WAIT_SECONDS:
            self._write_down()
        else:
            self._writing.write()

    def _take(self, receipts: Sequence[Receipt], *, is_idempotent: bool) -> None:
        now = self._desk.clock()
        self._take_back(receipts, now)
        for receipt in receipts:
            flight = self._flights.pop(receipt.message_id, None)
            flight = flight or stray_flight(self._desk.organization, receipt.message_id)
            if flight is None:
                log.warning("receipt_without_delivery", outcome=receipt.outcome, channel=self._channel.key)
                continue
            landing = land(flight, receipt, now=now, is_idempotent=is_idempotent)
            if not self._landings:
                self._landed_at = time.monotonic()
            self._landings.append(landing)
            self._desk.tally.landed(landing.state)
            if receipt.whole_channel:
                self._fault = receipt
            elif receipt.outcome is Outcome.ACCEPTED:
                self._has_worked = True
            else:
                self._stumble = receipt

    def _take_back(self, receipts: Sequence[Receipt], now: datetime) -> None:
        """Let the send journal know what was certainly not taken, so that it counts as said to nobody."""
        said = [(receipt, self._entries.pop(receipt.message_id, None)) for receipt in receipts]
        not_taken = [entry for receipt, entry in said if entry is not None and receipt.outcome in _NOT_TAKEN]
        with suppress(OSError):
            # Without the line it counts as said once a backup is put back, which errs on the silent side.
            self._desk.journal.unsay(self._desk.organization.key, not_taken, now)

    def _write_down(self) -> None:
        """Write the answers that came; they are too dear to be lost to a lock or a full disk that passes."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while self._landings:
            try:
                with transaction.atomic():
                    write_landings(self._desk.organization.pk, self._landings)
                self._landings.clear()
            except DatabaseError as error:
                if time.monotonic() > give_up_at:
                    raise
                log.warning("receipts_kept", count=len(self._landings), reason=str(error))
                connection.close_if_unusable_or_obsolete()
                time.sleep(0.5)

    def _remember_health(self) -> None:
        organization, channel, now = self._desk.organization, self._channel, self._desk.clock()
        if self._has_worked and self._is_failing and is_for_programs(channel):
            # What takes some and asks for a rest then does not fail for days on end.
            note_recovery(organization=organization, channel=channel, mode=self._mode)
        if self._fault is not None:
            code, detail = self._fault.code, self._fault.detail
            note_failure(
                organization=organization,
                channel=channel,
                mode=self._mode,
                code=code,
                detail=detail,
                now=now,
                asked_seconds=self._fault.retry_after_seconds,
            )
            self._desk.tally.failures[channel.key] = detail or code
        elif self._has_worked and self._is_failing:
            note_recovery(organization=organization, channel=channel, mode=self._mode)
        elif self._stumble is not None and not self._has_worked and is_for_programs(channel):
            # A program that took nothing of all it was told fails, though each time for its own reason.
            note_failure(
                organization=organization,
                channel=channel,
                mode=self._mode,
                code=self._stumble.code,
                detail=self._stumble.detail,
                now=now,
                is_paused=False,
            )
