"""A finished message as the bytes of an email (RFC 5322, RFC 2045 to 2047, RFC 6532).

The standard library builds some 350 messages a second, which is too slow to remind a million members. Here
everything that messages have in common is kept: whole header lines, and the encoded form of every line that
the words of one revision share. The same message always becomes the same bytes.
"""

import hashlib
from binascii import b2a_base64, b2a_qp
from collections.abc import Mapping
from functools import lru_cache
from re import compile as pattern
from typing import NamedTuple

from forenotice.channels.errors import UnfitMessageError
from forenotice.channels.headers import (
    address_line,
    date_line,
    extra_line,
    id_line,
    subject_line,
    unsubscribe_lines,
    wire_address,
)
from forenotice.kernel.message import NOTHING_SHARED, Address, Html, Message, SharedBlocks

MIME_FORM = 1
"""Raised whenever the same message becomes other bytes, so that no older proof is taken for a false one."""

_BOUNDARY = pattern(r"[0-9A-Za-z'()+_,./:=?-]{1,66}")

# Encoded lines are kept by the words of the line. Long ones are seldom shared and would fill the memory.
_LINES_KEPT = 1024
_LINES_MET = 512
_LONGEST_LINE_KEPT = 1000

_ALWAYS = b"Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"


class Mime(NamedTuple):
    """An email in two pieces: `headers`, each line ended, and `body`. An empty line goes between them.

    ``needs_utf8`` is true when an address cannot be written in ASCII, so that only a server with SMTPUTF8
    (RFC 6531) can take the message.
    """

    headers: bytes
    body: bytes
    needs_utf8: bool = False

    @property
    def whole(self) -> bytes:
        """The bytes as they travel, before any signature."""
        return b"%b\r\n%b" % (self.headers, self.body)

    @property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the bytes before any signature."""
        digest = hashlib.sha256(self.headers)
        digest.update(b"\r\n")
        digest.update(self.body)
        return digest.hexdigest()


def build_mime(message: Message) -> Mime:
    """Put `message` into bytes; raise :class:`UnfitMessageError` when a header cannot hold what it should.

    Lines of the body have at most 76 characters, all of them ASCII, and none starts with a dot. Nowhere in it
    are two blanks together, a tab or a blank that ends a line, so that signing need not look for any.
    """
    top = [
        date_line(message.composed_at),
        _sender_lines(message.sender, message.reply_to),
        address_line("To", message.recipient),
        id_line(message.message_id),
        subject_line(message.subject),
        *[_kept_line(name, value) for name, value in message.headers.items()],
        unsubscribe_lines(message.unsubscribe) if message.unsubscribe else b"",
        _ALWAYS,
    ]
    text = _part("plain", message.text)
    if not message.body.lines:
        return _finish(message, top, text)
    if not _BOUNDARY.fullmatch(message.boundary):
        raise UnfitMessageError(
            "The boundary between the parts of a message must be 1 to 66 plain characters."
        )
    # "=_" never occurs in quoted-printable or base64, so no words can ever look like the boundary.
    boundary = b"=_%b" % message.boundary.encode("ascii")
    top.append(b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n' % boundary)
    html = _part("html", message.body.lines, message.body.shared)
    body = b"--%b\r\n%b\r\n%b\r\n--%b\r\n%b\r\n%b\r\n--%b--\r\n" % (
        boundary,
        *text,
        boundary,
        *html,
        boundary,
    )
    return Mime(b"".join(top), body, _needs_utf8(message))


def _finish(message: Message, top: list[bytes], text: tuple[bytes, bytes]) -> Mime:
    top.append(text[0])
    return Mime(b"".join(top), text[1] + b"\r\n", _needs_utf8(message))


_kept_line = lru_cache(maxsize=256)(extra_line)


@lru_cache(maxsize=256)
def _sender_lines(sender: Address, reply_to: Address | None) -> bytes:
    lines = address_line("From", sender)
    return lines if reply_to is None else lines + address_line("Reply-To", reply_to)


def _needs_utf8(message: Message) -> bool:
    if message.recipient.email.isascii() and message.sender.email.isascii() and message.reply_to is None:
        return False
    addresses = (message.recipient, message.sender, message.reply_to)
    return not all(wire_address(one.email).isascii() for one in addresses if one is not None)


def _part(subtype: str, words: str, shared: SharedBlocks = NOTHING_SHARED) -> tuple[bytes, bytes]:
    """The header lines and the encoded words of one part; line breaks become those of email."""
    if "\r" in words:
        words = words.replace("\r\n", "\n")
    raw = words.encode("utf-8", "replace")
    # Base64 is the shorter one when most letters need several bytes, and the only one of the two in which
    # our encoder may meet a carriage return that does not end a line.
    if len(raw) > 1.25 * len(words) or b"\r" in raw:
        if shared.words:
            return _part(subtype, Html(words, shared).whole)
        return _headers(subtype, "base64"), _base64(raw)
    lines = _lines_of(shared)
    return _headers(subtype, "quoted-printable"), b"\r\n".join(map(lines.__getitem__, raw.split(b"\n")))


@lru_cache(maxsize=8)
def _headers(subtype: str, encoding: str) -> bytes:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n"
    ).encode("ascii")


def _base64(raw: bytes) -> bytes:
    raw = raw.replace(b"\n", b"\r\n")
    lines = [b2a_base64(raw[at : at + 57], newline=False) for at in range(0, len(raw), 57)]
    return b"\r\n".join(lines)


class _Lines(dict[bytes, bytes]):
    """The encoded forms of lines in UTF-8: of shared blocks by their names, and of lines that were met twice.

    What only one member is told is encoded and forgotten, so that it does not push the shared lines out of
    the processor's caches.
    """

    def __init__(self, shared: Mapping[str, str]) -> None:
        super().__init__()
        self._met: set[bytes] = set()
        self._shared = {
            name.encode(): b"\r\n".join(map(_encode_line, words.encode("utf-8", "replace").split(b"\n")))
            for name, words in shared.items()
        }
        self.update(self._shared)

    def __missing__(self, line: bytes) -> bytes:
        encoded = _encode_line(line)
        if line in self._met:
            if len(self) >= _LINES_KEPT:
                self.clear()
                self.update(self._shared)
            self[line] = encoded
        elif len(line) <= _LONGEST_LINE_KEPT:
            if len(self._met) >= _LINES_MET:
                self._met.clear()
            self._met.add(line)
        return encoded


@lru_cache(maxsize=128)
def _lines_of(shared: SharedBlocks) -> _Lines:
    return _Lines(shared.words)


def _encode_line(line: bytes) -> bytes:
    # The encoder ends its soft line breaks with a bare line feed when the line holds no break of its own.
    encoded = b2a_qp(line, b"  " in line or b"\t" in line)
    if b"\n" in encoded or encoded[:1] == b".":
        encoded = b"\r\n".join(map(_without_leading_dots, encoded.split(b"\n")))
    return encoded


def _without_leading_dots(piece: bytes) -> bytes:
    """The same with its leading dots encoded, each on a line of its own: there may be no room for more."""
    words = piece.lstrip(b".")
    return b"=2E=\r\n" * (len(piece) - len(words)) + words
