"""The conversation about one letter, as a machine without a line: replies in, bytes and a receipt out.

With PIPELINING (RFC 2920) everything up to the message goes out at once, so that a letter costs two round
trips instead of four.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from forenotice.channels.email.letter import Letter
from forenotice.channels.email.replies import Reply
from forenotice.kernel.message import Outcome, Receipt

CLOSING = 421
SIGN_IN_FIRST = frozenset({530, 534, 535, 538})
"""Replies that say: you may send nothing to anybody until your settings are mended (RFC 4954, 6)."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the server offers (RFC 2920, 1870 and 6531)."""

    has_pipelining: bool = False
    has_size: bool = False
    has_utf8: bool = False


class Stage(StrEnum):
    """What the next reply will be about."""

    RESET = "reset"
    SENDER = "sender"
    RECIPIENT = "recipient"
    READY = "ready"
    MESSAGE = "message"
    NOTHING = "nothing"


class Loss(StrEnum):
    """Why a line was lost, in words that a receipt may carry."""

    HANG_UP = "hang-up"
    SILENCE = "silence"
    GARBLED = "garbled"


_LOST_BEFORE = {
    Loss.HANG_UP: "The server hung up before it had the whole message.",
    Loss.SILENCE: "The server fell silent before it had the whole message.",
    Loss.GARBLED: "The server's answer was not SMTP, before it had the whole message.",
}
_LOST_AFTER = {
    Loss.HANG_UP: "The server hung up after the whole message was sent, without saying whether it took it.",
    Loss.SILENCE: "The server did not say in time whether it took the message.",
    Loss.GARBLED: "The server's answer to the whole message was not SMTP.",
}


class Transaction:
    """One letter on one line. ``receipt`` is there as soon as the outcome is certain.

    ``is_over`` says that nothing more will be said. ``closes_line`` says that the server is hanging up;
    ``leaves_open`` that it must be told to forget the sender before the next letter (RSET). ``may_go_again``
    says that a kept line broke before the message was under way: another line may take the letter at once.
    """

    __slots__ = (
        *("_commands", "_expected", "_features", "_is_first", "_was_handed_over"),
        *("closes_line", "letter", "may_go_again", "receipt"),
    )

    def __init__(self, letter: Letter, features: Features, *, must_reset: bool, is_first: bool) -> None:
        """`must_reset` when the letter before left the server in the middle; `is_first` on a new line."""
        self.letter = letter
        self.receipt: Receipt | None = None
        self.closes_line = False
        self.may_go_again = False
        self._was_handed_over = False
        self._features = features
        self._is_first = is_first
        self._commands = deque(_commands(letter, features, must_reset=must_reset))
        self._expected: deque[Stage] = deque()

    @property
    def is_over(self) -> bool:
        """Whether no reply is waited for any more."""
        return not self._expected

    @property
    def is_message_under_way(self) -> bool:
        """Whether the server was given the message and has not answered yet."""
        return bool(self._expected) and self._expected[0] is Stage.MESSAGE

    @property
    def leaves_open(self) -> bool:
        """Whether the server may still be waiting for the rest of this letter."""
        return self.receipt is not None and self.receipt.outcome is not Outcome.ACCEPTED

    def open(self) -> bytes:
        """The first bytes to send."""
        if not self._features.has_pipelining:
            return self._next_command()
        self._expected.extend(stage for stage, _ in self._commands)
        opening = b"".join([command for _, command in self._commands])
        self._commands.clear()
        return opening

    def hear(self, reply: Reply) -> bytes:
        """Take the next reply and give the bytes to send now, which are none more often than not."""
        if self.is_message_under_way and not (reply.is_good or 400 <= reply.code < 600):
            # Neither yes nor no: asking again could make it two.
            self.lose(Loss.GARBLED, is_all_sent=True)
            return b""
        stage = self._expected.popleft()
        if reply.code == CLOSING:
            self._close()
            self._refuse(reply, stage)
            return b""
        if stage is Stage.READY and reply.code == 354:
            return self._hand_over()
        if stage is Stage.MESSAGE and reply.is_good:
            self.receipt = self.letter.receipt(Outcome.ACCEPTED, reply.full_code, reference=reply.reference)
        elif stage is Stage.READY or (not reply.is_good and stage is not Stage.NOTHING):
            self._refuse(reply, stage)
        return self._next_command() if self.receipt is None and not self._expected else b""

    def lose(self, loss: Loss, *, is_all_sent: bool) -> None:
        """The line is gone; `is_all_sent` says whether everything we had to say left this machine."""
        is_doubtful = self.is_message_under_way and is_all_sent
        self._close(is_worth_another_line=loss is Loss.HANG_UP)
        if self.receipt is None:
            outcome = Outcome.UNKNOWN if is_doubtful else Outcome.LATER
            words = _LOST_AFTER if is_doubtful else _LOST_BEFORE
            self.receipt = self.letter.receipt(outcome, loss.value, words[loss])

    def _close(self, *, is_worth_another_line: bool = True) -> None:
        is_untouched = self.receipt is None and not self._was_handed_over
        self.may_go_again = is_worth_another_line and is_untouched and not self._is_first
        self.closes_line = True
        self._expected.clear()

    def _next_command(self) -> bytes:
        if not self._commands:
            return b""
        stage, command = self._commands.popleft()
        self._expected.append(stage)
        return command

    def _hand_over(self) -> bytes:
        if self.receipt is None:
            self._was_handed_over = True
            self._expected.append(Stage.MESSAGE)
            return self.letter.content
        # The server wants a message although it refused the recipient: it gets an empty one (RFC 2920, 3.1).
        self._expected.append(Stage.NOTHING)
        return b".\r\n"

    def _refuse(self, reply: Reply, stage: Stage) -> None:
        if self.receipt is not None:
            return
        outcome, whole_channel = self._judge(reply, stage)
        detail = reply.detail(self.letter.recipient.decode())
        if stage is Stage.SENDER and reply.code >= 500:
            detail = f"The server refuses the sender: {detail}"
        receipt = self.letter.receipt(outcome, reply.full_code, detail, whole_channel=whole_channel)
        is_mailbox_gone = outcome is Outcome.NEVER and reply.says_no_mailbox
        self.receipt = receipt._replace(is_mailbox_gone=is_mailbox_gone)

    def _judge(self, reply: Reply, stage: Stage) -> tuple[Outcome, bool]:
        if reply.code == CLOSING:
            # A line that took letters may have had its fill; one that never took any leads to a closed door.
            return Outcome.LATER, self._is_first
        # "Relay access denied" and its kin are about us, who did not sign in or came by the wrong port.
        is_closed_to_us = stage is Stage.RECIPIENT and b"relay" in reply.text.lower()
        if reply.code in SIGN_IN_FIRST or is_closed_to_us:
            return Outcome.LATER, True
        # What the server thinks of the sender is mended by the owner, and is no reason to give a member up.
        is_final = reply.code >= 500 and stage in (Stage.RECIPIENT, Stage.READY, Stage.MESSAGE)
        return (Outcome.NEVER if is_final else Outcome.LATER), False


def _commands(letter: Letter, features: Features, *, must_reset: bool) -> list[tuple[Stage, bytes]]:
    size = b" SIZE=%d" % len(letter.content) if features.has_size else b""
    utf8 = b" SMTPUTF8" if letter.needs_utf8 else b""
    return [
        *([(Stage.RESET, b"RSET\r\n")] if must_reset else []),
        (Stage.SENDER, b"MAIL FROM:<%b>%b%b\r\n" % (letter.sender, size, utf8)),
        (Stage.RECIPIENT, b"RCPT TO:<%b>\r\n" % letter.recipient),
        (Stage.READY, b"DATA\r\n"),
    ]
