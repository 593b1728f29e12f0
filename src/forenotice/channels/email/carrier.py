"""The email channel: one thread, several lines, and a receipt for every message that was pulled."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from forenotice.channels.contract import Probe, Pull
from forenotice.channels.email.dial import LineDownError, dial
from forenotice.channels.email.letter import Letter, prepare_letter
from forenotice.channels.email.line import Line
from forenotice.channels.email.pool import IDLE_SECONDS, Pool
from forenotice.channels.email.settings import EmailSettings
from forenotice.channels.email.transaction import Loss
from forenotice.channels.errors import ChannelError, UnfitMessageError
from forenotice.channels.rate import RateLimit
from forenotice.kernel.message import Message, Outcome, Receipt

BREATH_SECONDS = 1.0
IMPATIENCE_SECONDS = 0.25
GATHERING_SECONDS = 0.001
"""While answers come at least this fast, more lines are waited for: a pull costs the caller the same for one
message as for many, because it waits for its disk once."""
LOSSES_IN_A_ROW = 3
"""After so many lost lines with no answer between them, the server is broken and not the messages."""
_LOSSES = frozenset(loss.value for loss in Loss)


class EmailChannel:
    """Sends by SMTP as :class:`forenotice.channels.contract.OpenChannel` promises.

    All lines are served by the thread that iterates, through one selector: threads would spend more time on
    handing the interpreter to each other than on mail. Only opening lines, which is mostly waiting, happens
    beside it. `pull` is only asked for lines that stand, so that no message waits for a slow greeting.
    """

    is_idempotent = False

    def __init__(
        self,
        settings: EmailSettings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """`monotonic` counts seconds for the rate limit; a line idle for `idle_seconds` is not used again."""
        self.connections = settings.connections
        self._settings = settings
        self._pool = Pool(settings, idle_seconds=idle_seconds)
        self._rate = RateLimit(settings.rate_per_minute, monotonic)
        self._receipts: list[Receipt] = []
        self._again: deque[Letter] = deque()
        self._target = 1
        self._pulled, self._pulled_at = 0, time.monotonic()
        self._losses = 0
        self._is_down = False
        self._is_gathering = False

    def deliver(self, pull: Pull[Message]) -> Iterator[Sequence[Receipt]]:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        self._begin()
        is_more, failure = True, None
        yielded_at = time.monotonic()
        try:
            while True:
                if is_more:
                    try:
                        is_more = self._fill(pull)
                    except Exception as error:
                        # What is in flight is still answered; the caller hears of its own error afterwards.
                        is_more, failure = False, error
                if not (is_more or self._is_busy):
                    break
                if is_more and self._pool.is_busy and not self._receipts:
                    yield ()
                self._attend(is_more=is_more)
                if self._receipts or time.monotonic() - yielded_at >= BREATH_SECONDS:
                    receipts, self._receipts = self._receipts, []
                    yield receipts
                    yielded_at = time.monotonic()
                is_more = is_more and not self._is_down
        except GeneratorExit:
            while self._pool.is_busy or self._again:
                self._attend(is_more=False)
            raise
        if failure is not None:
            raise failure

    def probe(self) -> Probe:
        """Connect, make the line private and sign in, as set; send nothing."""
        try:
            dialled = dial(self._settings)
        except LineDownError as fault:
            return Probe(False, fault.code, fault.detail, answered=fault.is_signing_in, said=fault.said)
        Line(dialled, patience=0, now=0).hang_up()
        signed_in = " and lets us sign in" if self._settings.username else ""
        where = f"{self._settings.host}:{self._settings.port}"
        return Probe(is_reachable=True, code="250", detail=f"{where} answers{signed_in}.")

    def close(self) -> None:
        """Say goodbye on every line."""
        self._pool.close()

    @property
    def _is_busy(self) -> bool:
        return bool(self._again) or self._pool.is_busy or bool(self._receipts)

    def _begin(self) -> None:
        self._pool.forgive()
        self._target = max(1, self._pool.size)
        self._pulled, self._pulled_at = 0, time.monotonic()
        self._losses = 0
        self._is_down = False

    def _fill(self, pull: Pull[Message]) -> bool:
        """Put messages on the free lines; return whether there may be more of them."""
        if self._pool.fault is not None:
            self._answer_with_fault(pull(1), self._pool.fault)
            return False
        allowed = self._rate.available()
        if not allowed or self._again:
            return True
        lines = self._pool.free()
        if not lines and time.monotonic() - self._pulled_at > IMPATIENCE_SECONDS:
            # Every line is with a slow letter, and others may be waiting behind them.
            self._target = max(self._target, min(self._pool.size + 1, self.connections))
        self._pool.open_up_to(self._target)
        if not lines or (self._is_gathering and len(lines) < self._pool.size):
            return True
        asked = min(len(lines), allowed)
        messages = pull(asked)
        if len(messages) > asked:
            raise ChannelError(f"{len(messages)} messages were handed over where {asked} were asked for.")
        self._account(len(messages))
        for message in messages:
            letter = self._prepare(message)
            if letter is not None:
                self._start(lines.pop(), letter)
        return bool(messages)

    def _account(self, pulled: int) -> None:
        self._rate.take(pulled)
        self._pulled += pulled
        self._pulled_at = time.monotonic()
        if self._pulled > self._target:
            # There is more to say than lines to say it on; one quick message never opens a second line.
            self._target = min(2 * self._target, self.connections)

    def _attend(self, *, is_more: bool) -> None:
        """Wait for news and conclude whatever can be concluded."""
        self._start_again()
        seconds = 0.0 if self._receipts else BREATH_SECONDS
        if is_more and self._target < self.connections:
            seconds = min(seconds, IMPATIENCE_SECONDS)
        if is_more and not self._rate.available():
            seconds = min(seconds, self._rate.seconds_until_next())
        if self._is_gathering:
            seconds = min(seconds, GATHERING_SECONDS)
        settled = self._pool.wait(seconds)
        self._is_gathering = self._pool.was_woken
        for line in settled:
            self._conclude(line)

    def _prepare(self, message: Message) -> Letter | None:
        settings = self._settings
        try:
            return_path = settings.return_path_of(message.message_id)
            return prepare_letter(message, return_path=return_path, signer=settings.signer)
        except UnfitMessageError as error:
            self._receipts.append(Receipt(message.message_id, Outcome.NEVER, code="unfit", detail=str(error)))
            return None

    def _start(self, line: Line, letter: Letter) -> None:
        if letter.needs_utf8 and not line.has_utf8:
            self._receipts.append(
                letter.receipt(
                    Outcome.NEVER,
                    "smtputf8",
                    "The server takes no addresses with letters beyond ASCII before the @.",
                )
            )
            return
        self._pool.start(line, letter)

    def _start_again(self) -> None:
        """Put letters whose kept line broke under them on other lines."""
        if not self._again:
            return
        if self._pool.fault is not None:
            fault = self._pool.fault
            while self._again:
                letter = self._again.popleft()
                self._take(letter.receipt(Outcome.LATER, fault.code, fault.detail, whole_channel=True))
            return
        for line in self._pool.free():
            if self._again:
                self._start(line, self._again.popleft())
        self._pool.open_up_to(max(self._target, len(self._again)))

    def _conclude(self, line: Line) -> None:
        transaction = line.transaction
        if transaction is None:
            self._pool.drop(line)
            return
        line.finish(transaction, time.monotonic())
        is_spent = line.taken >= self._settings.messages_per_connection
        if line.is_lost or transaction.closes_line or is_spent:
            self._pool.drop(line)
        if transaction.may_go_again:
            self._again.append(transaction.letter)
        elif transaction.receipt is not None:
            self._take(transaction.receipt)

    def _take(self, receipt: Receipt) -> None:
        self._losses = self._losses + 1 if receipt.code in _LOSSES else 0
        if self._losses >= LOSSES_IN_A_ROW:
            receipt = receipt._replace(whole_channel=True)
        self._is_down = self._is_down or receipt.whole_channel
        self._receipts.append(receipt)

    def _answer_with_fault(self, messages: Sequence[Message], fault: LineDownError) -> None:
        for message in messages:
            self._take(
                Receipt(message.message_id, Outcome.LATER, fault.code, fault.detail, whole_channel=True)
            )
