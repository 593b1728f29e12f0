"""The mailbox to which mail comes back, read by IMAP (RFC 9051) from where it was left; nothing changes."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from imaplib import IMAP4, IMAP4_SSL
from threading import Timer
from typing import Any, NamedTuple

from forenotice.channels.calling import call
from forenotice.channels.errors import ChannelError
from forenotice.channels.returned.settings import BoxSettings, Security
from forenotice.channels.words import shorten

AT_ONCE = 200
"""How many mails one look takes at most, so that a full mailbox holds nothing else up."""

SILENCE_SECONDS = 15.0
WHOLE_SECONDS = 60.0
"""For how long a server may say nothing, and how long a look may take in all."""

_ENOUGH_BYTES = 262_144
_MOST_BYTES = 2 * _ENOUGH_BYTES


class BoxFaultError(ChannelError):
    """The mailbox cannot be read; the sentence says why."""


class Place(NamedTuple):
    """Up to where a mailbox was read. Its numbers hold for as long as its ``validity`` is the same."""

    validity: int = 0
    last: int = 0


class Looked(NamedTuple):
    """The mails that are new since, and the place behind them."""

    mails: tuple[bytes, ...]
    place: Place


def look_into(settings: BoxSettings, since: Place) -> Looked:
    """The mails behind a place, in their order; raise :class:`BoxFaultError`."""
    with _signed_in(settings) as line:
        place = _open_folder(line, settings.folder, since)
        found = _numbers(line, place)[:AT_ONCE]
        mails = [(number, _fetch(line, number)) for number in found]
    last = found[-1] if found else place.last
    return Looked(tuple(mail for _, mail in mails if mail), Place(place.validity, last))


def try_box(settings: BoxSettings) -> None:
    """Go as far as opening the folder; raise :class:`BoxFaultError`."""
    with _signed_in(settings) as line:
        _open_folder(line, settings.folder, Place())


class _Wary:
    """Refuses to swallow what is larger than was asked for."""

    def read(self, size: int) -> bytes:
        if size > _MOST_BYTES:
            raise IMAP4.abort("a mail is longer than was asked for")
        piece: bytes = super().read(size)  # type: ignore[misc]
        return piece


class _Plain(_Wary, IMAP4):
    """Calls only where the operator allows."""

    def __init__(self, settings: BoxSettings) -> None:
        self._allowed = settings.allowed
        super().__init__(settings.host, settings.port, timeout=SILENCE_SECONDS)

    def _create_socket(self, timeout: float) -> socket.socket:
        return call(self.host, self.port, timeout, self._allowed)


class _Private(_Wary, IMAP4_SSL):
    """The same over TLS from the beginning, which is for the name and not for the address."""

    def __init__(self, settings: BoxSettings) -> None:
        self._allowed, self._tls = settings.allowed, ssl.create_default_context()
        super().__init__(settings.host, settings.port, ssl_context=self._tls, timeout=SILENCE_SECONDS)

    def _create_socket(self, timeout: float) -> ssl.SSLSocket:
        line = call(self.host, self.port, timeout, self._allowed)
        return self._tls.wrap_socket(line, server_hostname=self.host)


@contextmanager
def _signed_in(settings: BoxSettings) -> Iterator[IMAP4]:
    """A line to the server; whatever happens on it, it ends in time and in one kind of error."""
    line: IMAP4 | None = None
    timer: Timer | None = None
    try:
        line = _dial(settings)
        timer = Timer(WHOLE_SECONDS, _cut, [line])
        timer.daemon = True
        timer.start()
        if settings.security is Security.STARTTLS:
            line.starttls(ssl.create_default_context())
        line.login(settings.username, settings.password)
        yield line
    except (IMAP4.error, OSError, ValueError, IndexError) as error:
        words = shorten(str(error).strip("b'\""), 150) or type(error).__name__
        raise BoxFaultError(
            f"The mailbox on {settings.host}:{settings.port} cannot be read: {words}"
        ) from None
    finally:
        if timer is not None:
            timer.cancel()
        if line is not None:
            with suppress(IMAP4.error, OSError):
                line.logout()


def _dial(settings: BoxSettings) -> IMAP4:
    return _Private(settings) if settings.security is Security.TLS else _Plain(settings)


def _cut(line: IMAP4) -> None:
    with suppress(OSError):
        line.socket().shutdown(socket.SHUT_RDWR)


def _open_folder(line: IMAP4, folder: str, since: Place) -> Place:
    """Open the folder for reading only; where its numbers were given anew, everything is read anew."""
    state, words = line.select(f'"{folder}"', readonly=True)
    if state != "OK":
        raise IMAP4.error(f"there is no folder {folder} ({_as_text(words[0] if words else b'')})")
    told = line.response("UIDVALIDITY")[1]
    validity = int(told[0]) if told and told[0] else 0
    return since if since.validity == validity else Place(validity)


def _numbers(line: IMAP4, place: Place) -> list[int]:
    state, found = line.uid("SEARCH", f"UID {place.last + 1}:*")
    if state != "OK":
        raise IMAP4.error("it does not say what is in the folder")
    # A server answers such a question with its last mail at least, however old that is.
    numbers = [int(number) for number in (found[0] or b"").split()]
    return sorted(number for number in numbers if number > place.last)


def _fetch(line: IMAP4, number: int) -> bytes:
    """The beginning of a mail, which says everything; empty when it was deleted meanwhile."""
    state, parts = line.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{_ENOUGH_BYTES}>)")
    if state != "OK":
        raise IMAP4.error("it does not give a mail out")
    return next((part[1] for part in parts if isinstance(part, tuple) and len(part) > 1), b"")


def _as_text(words: Any) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
