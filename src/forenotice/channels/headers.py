"""The lines above the body of an email: names, subjects and dates in any script, folded, no break inside.

Lines are at most 76 characters where the words allow it and never over 998 (RFC 5322, 2.1.1).
"""

from binascii import b2a_base64
from datetime import UTC, datetime
from functools import lru_cache
from re import compile as pattern

import idna

from forenotice.channels.errors import UnfitMessageError
from forenotice.kernel.message import Address

WIDTH = 76
LONGEST = 998

_NAME = pattern(r"[!-9;-~]{1,64}")
_PLAIN_PHRASE = pattern(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_MESSAGE_ID = pattern(r"[!-;=?A-~]+@[!-;=?A-~]+")
_UNFIT_IN_ADDRESS = pattern(r"[\x00-\x20\x7f<>()\[\],;:\\\"]")
_URL = pattern(r"https://[!-;=?-~]{1,900}")
_BREAK = pattern(r"[\r\n]")

_OURS = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id"}
    | {"mime-version", "auto-submitted", "dkim-signature", "content-type", "content-transfer-encoding"}
    | {"return-path", "received"}
)

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=64)
def date_line(at: datetime) -> bytes:
    """The Date header, in UTC (RFC 5322, 3.3). The names are English whatever the machine's locale."""
    if at.tzinfo is None:
        raise UnfitMessageError("A message needs a moment with a time zone for its Date.")
    at = at.astimezone(UTC)
    day = f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year:04d}"
    return f"Date: {day} {at:%H:%M:%S} +0000\r\n".encode("ascii")


def id_line(message_id: str) -> bytes:
    """The Message-ID header, from an id without angle brackets."""
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > 250:
        raise UnfitMessageError("A message id must look like name@domain, in plain characters.")
    # Never folded: some readers take the fold to be a part of the id.
    return f"Message-ID: <{message_id}>\r\n".encode("ascii")


def subject_line(subject: str) -> bytes:
    """The Subject header, encoded by RFC 2047 when it is not plain or could be mistaken for encoded."""
    _refuse_breaks("Subject", subject)
    plain = subject.isascii() and subject.isprintable() and "=?" not in subject
    if plain and subject == subject.strip():
        if len(subject) <= WIDTH - 9:
            return b"Subject: %b\r\n" % subject.encode("ascii")
        folded = _fold("Subject", subject)
        if all(len(line) <= WIDTH and line.strip() for line in folded):
            return _joined(folded)
    return _encoded("Subject", subject)


def extra_line(name: str, value: str) -> bytes:
    """A header of the caller's own, such as List-Id. Plain values stay as they are: they have a grammar."""
    if not _NAME.fullmatch(name):
        raise UnfitMessageError("A header's name must be 1 to 64 plain characters without spaces or colons.")
    if name.lower() in _OURS:
        raise UnfitMessageError(f"The header {name} is written by the channel; leave it out.")
    _refuse_breaks(name, value)
    if not value.isascii() or not value.replace("\t", " ").isprintable():
        return _encoded(name, value)
    folded = _fold(name, value.strip())
    if any(len(line) > LONGEST for line in folded):
        raise UnfitMessageError(
            f"The header {name} holds a word of more than {LONGEST} characters; shorten it."
        )
    return _joined(folded)


def unsubscribe_lines(url: str) -> bytes:
    """How a mail reader offers to stop such mail by one click (RFC 8058, 3.1)."""
    if not _URL.fullmatch(url):
        raise UnfitMessageError("The address for unsubscribing must begin with https and hold no blanks.")
    return b"List-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" % url.encode(
        "ascii"
    )


def address_line(name: str, address: Address) -> bytes:
    """A header of one address, with the name before it in any script."""
    email = wire_address(address.email)
    _refuse_breaks(name, address.name)
    spec = f"<{email}>".encode()
    if not address.name.strip():
        return b"%b: %b\r\n" % (name.encode("ascii"), spec)
    words = _phrase(name, address.name)
    last_line = words.rpartition(b"\n")[2]
    glue = b" " if len(last_line) + 1 + len(spec) <= WIDTH else b"\r\n "
    return words + glue + spec + b"\r\n"


def wire_address(email: str) -> str:
    """The address as servers know it: its domain in ASCII (IDNA 2008), the part before it as it is."""
    local, at, domain = email.rpartition("@")
    if not at or not local or not domain or len(email) > 254 or _UNFIT_IN_ADDRESS.search(email):
        raise UnfitMessageError("An address must look like name@domain, without spaces or brackets.")
    if domain.isascii():
        return email
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        raise UnfitMessageError("The domain of an address is not one that can exist.") from None


def _refuse_breaks(name: str, value: str) -> None:
    if _BREAK.search(value):
        raise UnfitMessageError(f"The header {name} cannot hold a line break; remove it.")


def _phrase(name: str, words: str) -> bytes:
    if words.isascii() and words.isprintable() and "=?" not in words and len(words) <= 60:
        if not _PLAIN_PHRASE.fullmatch(words):
            escaped = words.replace("\\", "\\\\").replace('"', '\\"')
            words = f'"{escaped}"'
        return f"{name}: {words}".encode("ascii")
    return _encoded(name, words)[:-2]


def _joined(lines: list[str]) -> bytes:
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


def _fold(name: str, value: str) -> list[str]:
    """Lines broken before single spaces; a break is undone by removing it, so every space stays."""
    lines: list[str] = []
    line = f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > WIDTH and word and line.strip() and line != f"{name}:":
            lines.append(line)
            line = f" {word}"
        else:
            line = f"{line} {word}"
    return [*lines, line]


def _encoded(name: str, value: str) -> bytes:
    """The value as encoded words of at most 75 characters, none of which splits a character (RFC 2047, 2)."""
    raw = value.encode("utf-8", "replace")
    room = (WIDTH - len(name) - 2 - 12) // 4 * 3
    words = [] if room >= 12 else [b""]
    room = room if room >= 12 else 45
    at = 0
    while at < len(raw):
        end = at + room
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        words.append(b"=?utf-8?b?%b?=" % b2a_base64(raw[at:end], newline=False))
        at, room = end, 45
    return b"%b: %b\r\n" % (name.encode("ascii"), b"\r\n ".join(words))
