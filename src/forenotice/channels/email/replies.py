"""What a server says, read line by line (RFC 5321, 4.2), and made fit to be kept in a receipt."""

from re import IGNORECASE, escape, sub
from re import compile as pattern
from typing import NamedTuple

from forenotice.channels.enhanced_codes import says_no_mailbox
from forenotice.channels.errors import ChannelError
from forenotice.channels.words import shorten

LONGEST_REPLY, MOST_LINES = 65_536, 1000

_ENHANCED = pattern(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_QUEUED_AS = pattern(r"(?:queued as|\bid=)\s*([A-Za-z0-9._-]+)", IGNORECASE)


class GarbledReplyError(ChannelError):
    """What came is not SMTP."""


class Reply(NamedTuple):
    """One whole reply: its three digits, and its lines without them, joined by spaces."""

    code: int
    text: bytes

    @property
    def is_good(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.code < 300

    @property
    def full_code(self) -> str:
        """The three digits and, where the server gave one, the enhanced status code (RFC 3463)."""
        found = _ENHANCED.match(self.text.decode("utf-8", "replace"))
        return f"{self.code} {found[1]}" if found else str(self.code)

    @property
    def says_no_mailbox(self) -> bool:
        """Whether there is no such mailbox, for good. What a policy refuses, another day may take."""
        found = _ENHANCED.match(self.text.decode("utf-8", "replace"))
        return self.code >= 500 and found is not None and says_no_mailbox(found[1])

    @property
    def reference(self) -> str:
        """What the server calls the message it took: its queue id if it tells one, else its words."""
        text = shorten(self.text.decode("utf-8", "replace"))
        found = _QUEUED_AS.search(text)
        return found[1] if found else text

    def detail(self, recipient: str) -> str:
        """The server's words, shortened, without addresses and without the recipient's name."""
        text = self.text.decode("utf-8", "replace")
        found = _ENHANCED.match(text)
        text = text[found.end() :] if found else text
        local_part = recipient.rpartition("@")[0]
        if len(local_part) > 1:
            text = sub(rf"(?<!\w){escape(local_part)}(?!\w)", "…", text, flags=IGNORECASE)
        return shorten(text)


class ReplyReader:
    """Puts replies together from whatever pieces the network brings."""

    __slots__ = ("_lines", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    def feed(self, piece: bytes) -> list[Reply]:
        """The replies that are complete now; raise :class:`GarbledReplyError`."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        replies = []
        for line in lines:
            line = line.rstrip(b"\r")
            code, separator, text = line[:3], line[3:4], line[4:]
            if not code.isdigit() or len(code) < 3 or separator not in (b" ", b"-", b""):
                raise GarbledReplyError("The server does not speak SMTP.")
            self._lines.append(text)
            if separator != b"-":
                replies.append(Reply(int(code), b" ".join(self._lines)))
                self._lines = []
        if len(self._rest) > LONGEST_REPLY or len(self._lines) > MOST_LINES:
            raise GarbledReplyError("The server talks without end.")
        return replies
