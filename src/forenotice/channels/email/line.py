"""One open line to the server, over which letters go one after another without ever waiting."""

import contextlib
import ssl

from forenotice.channels.email.dial import Dialled
from forenotice.channels.email.letter import Letter
from forenotice.channels.email.replies import GarbledReplyError, ReplyReader
from forenotice.channels.email.transaction import Loss, Transaction

# More than the 16 KiB that a private line decrypts at a time: what it decrypted and kept back would not wake
# us, since the operating system knows nothing of it.
_PIECE = 65_536
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Line:
    """A dialled line and the letter on it, if there is one.

    ``deadline`` is the moment, in the seconds of the caller's monotonic clock, at which silence becomes loss.
    ``has_more_to_send`` asks the caller to call :meth:`write` when the line takes more, and ``is_watched`` is
    the caller's note that it is being looked out for.
    """

    __slots__ = (
        *("_must_reset", "_patience", "_reader", "_rest", "_sock", "_dialled", "_is_cut"),
        *("deadline", "idle_since", "is_lost", "is_watched", "taken", "transaction"),
    )

    def __init__(self, dialled: Dialled, *, patience: float, now: float) -> None:
        """`patience` is the longest silence in seconds, five times as long when a message is at stake."""
        self._dialled = dialled
        self._sock = dialled.sock
        self._sock.setblocking(False)
        self._reader = ReplyReader()
        self._rest = memoryview(b"")
        self._patience = patience
        self._must_reset = False
        self._is_cut = False
        self.transaction: Transaction | None = None
        self.is_lost = False
        self.is_watched = False
        self.taken = 0
        self.idle_since = now
        self.deadline = now

    def fileno(self) -> int:
        """The number by which the operating system knows the line."""
        return self._sock.fileno()

    @property
    def has_utf8(self) -> bool:
        """Whether addresses beyond ASCII can be used here."""
        return self._dialled.features.has_utf8

    @property
    def has_more_to_send(self) -> bool:
        """Whether the line could not take everything at once."""
        return bool(self._rest) and not self._is_cut

    @property
    def is_settled(self) -> bool:
        """Whether there is something to be concluded: the conversation is over, or the line is lost."""
        return self.is_lost or (self.transaction is not None and self.transaction.is_over)

    def start(self, letter: Letter, now: float) -> None:
        """Begin the conversation about `letter`."""
        self.transaction = Transaction(
            letter, self._dialled.features, must_reset=self._must_reset, is_first=self.taken == 0
        )
        self.taken += 1
        self._say(self.transaction.open(), now)

    def finish(self, transaction: Transaction, now: float) -> None:
        """Take the letter off the line once its conversation is over."""
        self.transaction = None
        self._must_reset = transaction.leaves_open
        # A server that answers before it has heard everything would take the rest for commands.
        self.is_lost = self.is_lost or bool(self._rest)
        self.idle_since = now

    def read(self, now: float) -> None:
        """Hear what came."""
        try:
            piece = self._sock.recv(_PIECE)
        except _NOT_NOW:
            return
        except OSError:
            piece = b""
        if not piece:
            self.lose(Loss.HANG_UP)
            return
        try:
            for reply in self._reader.feed(piece):
                if self.transaction is None or self.transaction.is_over:
                    # Nothing was asked, so the server is about to hang up.
                    self.lose(Loss.HANG_UP)
                    return
                if words := self.transaction.hear(reply):
                    self._say(words, now)
            self.deadline = now + self._patience_now()
        except GarbledReplyError:
            self.lose(Loss.GARBLED)

    def write(self, now: float) -> None:
        """Send what did not fit before."""
        try:
            while self._rest:
                self._rest = self._rest[self._sock.send(self._rest) :]
                self.deadline = now + self._patience_now()
        except _NOT_NOW:
            return
        except OSError:
            # The server may have said why before it hung up, so the line is lost only once all that was read.
            self._is_cut = True

    def lose(self, loss: Loss) -> None:
        """Give the line up; whoever was on it learns what that means for the letter."""
        self.is_lost = True
        if self.transaction is not None:
            self.transaction.lose(loss, is_all_sent=not self._rest)

    def hang_up(self) -> None:
        """Say goodbye without waiting for an answer."""
        if not self.is_lost:
            with contextlib.suppress(OSError):
                self._sock.send(b"QUIT\r\n")
        self._dialled.smtp.close()

    def _say(self, words: bytes, now: float) -> None:
        self.deadline = now + self._patience_now()
        if not self._is_cut:
            self._rest = memoryview(bytes(self._rest) + words if self._rest else words)
            self.write(now)

    def _patience_now(self) -> float:
        is_at_stake = self.transaction is not None and self.transaction.is_message_under_way
        return self._patience * 5 if is_at_stake else self._patience
