"""The webhook channel: one thread, several requests in flight, and a receipt for every payload."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver

from forenotice.channels.addresses import AllowList
from forenotice.channels.contract import Probe, Pull
from forenotice.channels.errors import ChannelError
from forenotice.channels.webhook.failures import failed
from forenotice.channels.webhook.line import Line
from forenotice.channels.webhook.session import Destination
from forenotice.channels.webhook.settings import Form, WebhookSettings
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload

BREATH_SECONDS = 1.0
IMPATIENCE_SECONDS = 0.25
GATHERING_SECONDS = 0.001
"""While answers come at least this fast, more of them are waited for: a pull costs the caller the same for
one payload as for many, because it waits for its disk once."""
_AT_ONCE = 0.0
LOSSES_IN_A_ROW = 3
"""After so many requests without any answer, the endpoint is broken and not the payloads."""


class WebhookChannel:
    """Calls one endpoint as :class:`forenotice.channels.contract.OpenChannel` promises.

    Its event loop runs only while the caller waits for receipts, in the caller's own thread; only names are
    looked up beside it.
    """

    def __init__(
        self,
        settings: WebhookSettings,
        *,
        clock: Callable[[], datetime],
        allowed: AllowList,
        resolver: Callable[[], AbstractResolver] = aiohttp.ThreadedResolver,
    ) -> None:
        """`clock` is read for each try, which is signed with its moment.

        Raise :class:`ChannelRefusedError` when the endpoint cannot be called as it is described.
        """
        self.connections = settings.connections
        # A script of MemberMouse's time cannot know that it was called before.
        self.is_idempotent = settings.form is Form.STANDARD
        self._settings = settings
        destination = Destination(settings, allowed)
        self._make_line = lambda: Line(destination, settings, clock=clock, resolver=resolver)
        self._loop = asyncio.new_event_loop()
        self._line: Line | None = None
        self._flights: set[asyncio.Task[Receipt]] = set()
        self._receipts: list[Receipt] = []
        self._fault: BaseException | None = None
        self._enough = -1
        self._is_down = False
        self._target = 1
        self._losses = 0

    def deliver(self, pull: Pull[Payload]) -> Iterator[Sequence[Receipt]]:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        self._begin()
        is_more = True
        try:
            while True:
                if is_more:
                    is_more = self._fill(pull)
                if not (is_more or self._flights or self._receipts):
                    break
                if self._flights and not self._receipts:
                    yield ()
                self._attend()
                if self._receipts:
                    receipts, self._receipts = self._receipts, []
                    yield receipts
                is_more = is_more and not self._is_down
        except GeneratorExit:
            while self._flights:
                self._attend()
            raise
        if self._fault is not None:
            raise self._fault

    def probe(self) -> Probe:
        """Look the name up, connect and make the line private; ask for nothing."""
        try:
            self._loop.run_until_complete(self._open().knock())
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            fault = failed("", "", error)
            return Probe(is_reachable=False, code=fault.code, detail=fault.detail)
        return Probe(is_reachable=True, detail=f"{self._settings.host}:{self._settings.port} answers.")

    def close(self) -> None:
        """Hang up, also on what was not answered yet."""
        self._loop.run_until_complete(self._hang_up())
        self._loop.close()

    async def _hang_up(self) -> None:
        for flight in self._flights:
            flight.cancel()
        await asyncio.gather(*self._flights, return_exceptions=True)
        if self._line is not None:
            await self._line.close()

    def _begin(self) -> None:
        self._is_down, self._fault, self._losses, self._target = False, None, 0, 1
        # Hear of those who hung up since, so that nothing is said into a line that is dead.
        self._run(_AT_ONCE)

    def _open(self) -> Line:
        """The line, once there is something to say by it."""
        if self._line is None:
            self._line = self._loop.run_until_complete(_made(self._make_line))
        return self._line

    def _fill(self, pull: Pull[Payload]) -> bool:
        """Put payloads on their way; return whether there may be more of them."""
        free = min(self._target, self.connections) - len(self._flights)
        if free <= 0:
            return True
        try:
            payloads = pull(free)
            if len(payloads) > free:
                raise ChannelError(f"{len(payloads)} payloads were handed over where {free} were asked for.")
        except Exception as error:
            # What is in flight is still answered; the caller hears of its own error afterwards.
            self._fault = error
            return False
        if payloads:
            line = self._open()
            for payload in payloads:
                self._start(line.call(payload))
            # They leave before the caller breathes.
            self._run(_AT_ONCE)
        return bool(payloads)

    def _start(self, call: Coroutine[Any, Any, Receipt]) -> None:
        flight = self._loop.create_task(call)
        self._flights.add(flight)
        flight.add_done_callback(self._land)

    def _attend(self) -> None:
        """Wait until something was answered, and as long as more answers follow at once."""
        if not self._receipts:
            seconds = IMPATIENCE_SECONDS if self._target < self.connections else BREATH_SECONDS
            self._run(seconds, enough=len(self._flights) - 1)
        known = 0
        while self._flights and len(self._receipts) > known:
            known = len(self._receipts)
            self._run(GATHERING_SECONDS, enough=0)
        # One quick payload never opens a second connection; a slow endpoint soon has as many as there may be.
        self._target = min(2 * self._target, self.connections)

    def _run(self, seconds: float, *, enough: int = -1) -> None:
        """Let requests go on for so long, or until only `enough` of them are left."""
        loop = self._loop
        if len(self._flights) <= enough:
            return
        self._enough = enough
        if seconds:
            alarm = loop.call_later(seconds, loop.stop)
            loop.run_forever()
            alarm.cancel()
        else:
            # What a request does first takes two rounds of the loop.
            for _ in range(2):
                loop.call_soon(loop.stop)
                loop.run_forever()
        self._enough = -1

    def _land(self, flight: asyncio.Task[Receipt]) -> None:
        self._flights.discard(flight)
        if not flight.cancelled():
            error = flight.exception()
            if error is None:
                self._take(flight.result())
            else:
                self._fault, self._is_down = error, True
        if len(self._flights) <= self._enough:
            self._loop.stop()

    def _take(self, receipt: Receipt) -> None:
        self._losses = self._losses + 1 if receipt.outcome is Outcome.UNKNOWN else 0
        if self._losses >= LOSSES_IN_A_ROW:
            receipt = receipt._replace(whole_channel=True)
        self._is_down = self._is_down or receipt.whole_channel
        self._receipts.append(receipt)


async def _made(make: Callable[[], Line]) -> Line:
    """A line belongs to the loop in which it is made."""
    return make()
