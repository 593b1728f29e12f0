"""The script channel: a few scripts at work side by side, in one thread, and a receipt for every payload."""

import hashlib
import selectors
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from forenotice.channels.contract import Probe, Pull
from forenotice.channels.errors import ChannelError
from forenotice.channels.script.folder import UnfitScriptError, find_script
from forenotice.channels.script.run import Run
from forenotice.channels.script.settings import ScriptSettings
from forenotice.channels.script.verdict import receipt_for
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload

BREATH_SECONDS = 1.0
DOUBTS_IN_A_ROW = 3
"""After so many runs that said nothing, the script is broken and not the payloads."""


class ScriptChannel:
    """Runs one script, once for each payload; see :class:`forenotice.channels.contract.OpenChannel`."""

    def __init__(
        self,
        settings: ScriptSettings,
        *,
        folder: Path,
        organization: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``organization`` is its key, which the script is told."""
        self.connections = settings.connections
        self.is_idempotent = settings.is_idempotent
        self._settings = settings
        self._folder = folder
        self._organization = organization
        self._monotonic = monotonic
        self._runs: list[Run] = []
        self._receipts: list[Receipt] = []
        self._fault: Exception | None = None
        self._is_down = False
        self._doubts = 0

    def deliver(self, pull: Pull[Payload]) -> Iterator[Sequence[Receipt]]:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        self._fault, self._is_down, self._doubts = None, False, 0
        is_more = True
        try:
            while True:
                if self._receipts:
                    receipts, self._receipts = self._receipts, []
                    yield receipts
                is_more = is_more and not self._is_down and self._fill(pull)
                if not (self._runs or self._receipts):
                    break
                if self._runs and not self._receipts:
                    yield ()
                    self._attend()
        except GeneratorExit:
            while self._runs:
                self._attend()
            raise
        if self._fault is not None:
            raise self._fault

    def probe(self) -> Probe:
        """Look whether the script is there and may be run."""
        try:
            find_script(self._folder, self._settings.script)
        except UnfitScriptError as error:
            return Probe(is_reachable=False, detail=str(error))
        return Probe(is_reachable=True, detail=f"The script {self._settings.script} stands ready.")

    def close(self) -> None:
        """End whatever is still at work."""
        for run in self._runs:
            run.abandon()
        self._runs.clear()

    def _fill(self, pull: Pull[Payload]) -> bool:
        """Give work to those who are free; return whether there may be more."""
        free = self.connections - len(self._runs)
        if free <= 0:
            return True
        try:
            payloads = pull(free)
            if len(payloads) > free:
                raise ChannelError(f"{len(payloads)} payloads were handed over where {free} were asked for.")
        except Exception as error:
            # What is at work is still answered; the caller hears of its own error afterwards.
            self._fault = error
            return False
        for payload in payloads:
            self._begin(payload)
        return bool(payloads)

    def _begin(self, payload: Payload) -> None:
        if not payload.message_id.isprintable():
            detail = "The id of this payload holds characters that cannot be shown."
            self._take(Receipt(payload.message_id, Outcome.NEVER, code="unfit", detail=detail))
            return
        try:
            program = find_script(self._folder, self._settings.script)
            run = Run(payload, program, self._settings, self._organization, self._monotonic())
        except UnfitScriptError as error:
            self._take(_not_begun(payload, str(error)))
        except OSError as error:
            self._take(_not_begun(payload, f"No other program can be started here: {error.strerror}."))
        else:
            self._runs.append(run)

    def _attend(self) -> None:
        """Wait until something goes on, for no longer than a breath, and see who has ended."""
        now = self._monotonic()
        until = min(now + BREATH_SECONDS, *(run.stops_at for run in self._runs))
        with selectors.DefaultSelector() as selector:
            for run in self._runs:
                for file in run.files:
                    wanted = selectors.EVENT_WRITE if run.writes_to(file) else selectors.EVENT_READ
                    selector.register(file, wanted, run)
            ready = selector.select(max(0.0, until - now))
        for key, _ in ready:
            key.data.attend(key.fileobj)
        now = self._monotonic()
        for run in [*self._runs]:
            run.stop_in_time(now)
            if run.ending is not None:
                self._runs.remove(run)
                sha256 = hashlib.sha256(run.payload.body).hexdigest()
                self._take(receipt_for(run.payload.message_id, sha256, run.ending))

    def _take(self, receipt: Receipt) -> None:
        self._doubts = self._doubts + 1 if receipt.outcome is Outcome.UNKNOWN else 0
        if self._doubts >= DOUBTS_IN_A_ROW:
            receipt = receipt._replace(whole_channel=True)
        self._is_down = self._is_down or receipt.whole_channel
        self._receipts.append(receipt)


def _not_begun(payload: Payload, detail: str) -> Receipt:
    return Receipt(payload.message_id, Outcome.LATER, code="start", detail=detail, whole_channel=True)
