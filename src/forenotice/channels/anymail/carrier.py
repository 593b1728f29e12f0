"""The channel of a provider: a few requests at a time, and a receipt for every message that was pulled."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any
from urllib.parse import urlsplit

from forenotice.channels.anymail.doors import open_backend
from forenotice.channels.anymail.judge import judge_error, judge_status
from forenotice.channels.anymail.letter import as_mail
from forenotice.channels.anymail.settings import ProviderSettings
from forenotice.channels.contract import Probe, Pull
from forenotice.channels.errors import ChannelError, UnfitMessageError
from forenotice.channels.mime import build_mime
from forenotice.channels.rate import RateLimit
from forenotice.kernel.message import Message, Outcome, Receipt

BREATH_SECONDS = 1.0
REFUSALS_IN_A_ROW = 3
"""After so many messages that were refused for the same reason, it is about us and not about them."""

_PROBE_SECONDS = 10.0


class AnymailChannel:
    """Sends by a provider; see :class:`forenotice.channels.contract.OpenChannel`.

    Each connection is a backend of django-anymail's in a thread of its own, since its requests block. `pull`
    is called and receipts are yielded in the thread of whoever iterates.
    """

    is_idempotent = False

    def __init__(
        self, settings: ProviderSettings, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Nothing is asked of the provider yet; raise :class:`ChannelRefusedError`."""
        self.connections = settings.connections
        self._settings = settings
        self._backends = [open_backend(settings) for _ in range(settings.connections)]
        self._rate = RateLimit(settings.rate_per_minute, monotonic)
        self._flying: dict[Future[Receipt], Any] = {}
        self._owed: list[Receipt] = []
        self._refusals: tuple[str, int] = ("", 0)
        self._is_down = False

    def deliver(self, pull: Pull[Message]) -> Iterator[Sequence[Receipt]]:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        self._is_down, self._refusals = False, ("", 0)
        with ThreadPoolExecutor(self.connections, "forenotice-provider") as threads:
            try:
                yield from self._deliver(pull, threads)
            except GeneratorExit:
                wait(self._flying)
                self._owed += self._gather(0)
                raise
            finally:
                wait(self._flying)
                self._hang_up()

    def probe(self) -> Probe:
        """Reach the provider's address; whether it believes our key, only a message can tell."""
        url = urlsplit(str(getattr(self._backends[0], "api_url", "")))
        if not url.hostname:
            return Probe(
                is_reachable=True, detail="Whether the provider takes mail, only a message can tell."
            )
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            socket.create_connection((url.hostname, port), timeout=_PROBE_SECONDS).close()
        except OSError as error:
            detail = f"{url.hostname}:{port} cannot be reached: {error.strerror or type(error).__name__}."
            return Probe(is_reachable=False, detail=detail)
        return Probe(is_reachable=True, detail=f"{url.hostname}:{port} answers.")

    def close(self) -> None:
        """Let go of every connection."""
        self._hang_up()

    def _deliver(self, pull: Pull[Message], threads: ThreadPoolExecutor) -> Iterator[Sequence[Receipt]]:
        is_more, fault = True, None
        while True:
            if self._owed:
                owed, self._owed = self._owed, []
                yield owed
            if is_more and not self._is_down:
                try:
                    is_more = self._fill(pull, threads)
                except Exception as error:
                    # What is in flight is still answered; the caller hears of its own error afterwards.
                    is_more, fault = False, error
            is_more = is_more and not self._is_down
            if not (self._flying or self._owed or is_more):
                break
            if not self._owed:
                yield ()
                self._owed = self._gather(self._patience())
        if fault is not None:
            raise fault

    def _fill(self, pull: Pull[Message], threads: ThreadPoolExecutor) -> bool:
        """Give work to those who are free; return whether there may be more."""
        busy = self._flying.values()
        free = [backend for backend in self._backends if backend not in busy]
        asked = min(len(free), self._rate.available())
        if not asked:
            return True
        messages = pull(asked)
        if len(messages) > asked:
            raise ChannelError(f"{len(messages)} messages were handed over where {asked} were asked for.")
        self._rate.take(len(messages))
        for message in messages:
            backend = free.pop()
            self._flying[threads.submit(_send, backend, message)] = backend
        return bool(messages)

    def _patience(self) -> float:
        return min(BREATH_SECONDS, self._rate.seconds_until_next() or BREATH_SECONDS)

    def _gather(self, seconds: float) -> list[Receipt]:
        if not self._flying:
            time.sleep(seconds)
            return []
        done = wait(self._flying, timeout=seconds, return_when=FIRST_COMPLETED).done
        for future in done:
            del self._flying[future]
        return [self._weighed(future.result()) for future in done]

    def _weighed(self, receipt: Receipt) -> Receipt:
        """What the provider refuses again and again for one reason, it refuses to everybody."""
        code, count = self._refusals
        is_refusal = receipt.outcome is Outcome.LATER
        self._refusals = (receipt.code, count + 1 if code == receipt.code else 1) if is_refusal else ("", 0)
        if self._refusals[1] >= REFUSALS_IN_A_ROW:
            receipt = receipt._replace(whole_channel=True)
        self._is_down = self._is_down or receipt.whole_channel
        return receipt

    def _hang_up(self) -> None:
        for backend in self._backends:
            backend.close()


def _send(backend: Any, message: Message) -> Receipt:
    """Hand one message over, in a thread of its own; whatever happens becomes a receipt."""
    sha256 = ""
    try:
        # A header that cannot be is told here, in our own words; and what was said is proved by these bytes.
        sha256 = build_mime(message).sha256
        mail = as_mail(message)
        backend.open()
        backend.send_messages([mail])
        return judge_status(message.message_id, sha256, mail.anymail_status)  # type: ignore[attr-defined]
    except UnfitMessageError as error:
        return Receipt(message.message_id, Outcome.NEVER, code="unfit", detail=str(error))
    except Exception as error:
        return judge_error(message.message_id, sha256, error)
