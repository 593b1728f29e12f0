"""Stripe's API over HTTPS, with a limit to every wait and to every answer.

Stripe's own package is not used: it reads answers of any size, tells Stripe about this host, and takes more
than a second to import, while we need two verbs.
"""

import json
import random
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from forenotice.channels.addresses import AllowList, as_address, refusal
from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from forenotice.sources.stripe.answers import refused, wait_of
from forenotice.sources.stripe.settings import StripeSettings
from forenotice.sources.unreached import why_unreached

VERSION = "2026-10-28.endive"
"""The version of Stripe's API whose shapes are read here, whatever the account's own is."""

Params = Mapping[str, str | int | Sequence[str]]
NOTHING: Params = {}

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 30.0
_LARGEST = 16 * 2**20
_TRIES = 3


class Client:
    """One account. It may be asked from several threads at once, each with a connection of its own."""

    def __init__(self, settings: StripeSettings, key: str, allowed: AllowList) -> None:
        parts = urlsplit(settings.address)
        self._is_secure = parts.scheme == "https"
        self._host, self._port = settings.host, parts.port or (443 if self._is_secure else 80)
        self._allowed = allowed
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Stripe-Version": VERSION,
            "User-Agent": "Forenotice",
            "Accept-Encoding": "identity",
        }
        if settings.account:
            self._headers["Stripe-Account"] = settings.account
        self._trust = ssl.create_default_context() if self._is_secure else None
        self._own = threading.local()
        self._all: list[HTTPConnection] = []

    def get(self, *path: str, params: Params = NOTHING, seconds: float = _ANSWER_SECONDS) -> Any:
        """What stands at ``/v1/…``; raise ``MissingError`` or an error of the room."""
        return self._ask("GET", path, params, seconds)

    def post(self, *path: str, params: Params, seconds: float = _ANSWER_SECONDS) -> Any:
        """What Stripe answers to that form. Only used where asking twice does no harm."""
        return self._ask("POST", path, params, seconds)

    def close(self) -> None:
        """Let go of every connection."""
        for connection in self._all:
            connection.close()

    def _ask(self, verb: str, path: Sequence[str], params: Params, seconds: float) -> Any:
        target = "/v1/" + "/".join(quote(part, safe="") for part in path)
        form = urlencode(
            [(_name(name, value), each) for name, value in params.items() for each in _each(value)]
        )
        if verb == "GET" and form:
            target, form = f"{target}?{form}", ""
        ends_at = time.monotonic() + seconds
        for number in range(_TRIES):
            try:
                status, headers, body = self._once(verb, target, form, ends_at)
            except (OSError, HTTPException) as error:
                self._forget()
                why = why_unreached("Stripe", error)
                wait = 0.3 * 2**number
                asked = None
            else:
                if status == 200:
                    return _read(body)
                fault = refused(status, body)
                if fault is not None:
                    raise fault
                why, asked = f"Stripe answered {status}.", wait_of(headers)
                wait = asked if asked is not None else 0.5 * 2**number
            if number + 1 == _TRIES or time.monotonic() + wait > ends_at:
                break
            time.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311  Nothing secret hangs on it.
        raise SourceUnavailableError(why, asked)

    def _once(
        self, verb: str, target: str, form: str, ends_at: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        connection = self._connection(ends_at)
        headers = dict(self._headers)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(verb, target, body=form or None, headers=headers)
        answer = connection.getresponse()
        parts: list[bytes] = []
        size = 0
        while part := answer.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                self._forget()
                raise SourceUnavailableError("Stripe's answer is larger than 16 MB; it was not read on.")
            if time.monotonic() > ends_at:
                raise TimeoutError
        if answer.length:
            raise IncompleteRead(b"", answer.length)
        # Read block by block it never learns that it is over, and its connection could not be used again.
        answer.close()
        if answer.will_close:
            self._forget()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, b"".join(parts)

    def _connection(self, ends_at: float) -> HTTPConnection:
        kept: HTTPConnection | None = getattr(self._own, "connection", None)
        left = max(0.1, ends_at - time.monotonic())
        if kept is not None and kept.sock is not None:
            kept.sock.settimeout(left)
            return kept
        place = self._place()
        if self._trust is not None:
            kept = HTTPSConnection(self._host, self._port, timeout=left, context=self._trust)
        else:
            kept = HTTPConnection(self._host, self._port, timeout=left)
        plain = socket.create_connection(place, timeout=min(_CONNECT_SECONDS, left))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        kept.sock = self._trust.wrap_socket(plain, server_hostname=self._host) if self._trust else plain
        kept.sock.settimeout(left)
        self._own.connection = kept
        self._all.append(kept)
        return kept

    def _place(self) -> tuple[str, int]:
        """The very address that is called, if it may be; what a name leads to is looked at first."""
        for *_, place in socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM):
            address = as_address(str(place[0]))
            if address is not None and not refusal(self._host, address, self._allowed):
                return str(place[0]), self._port
        raise SourceRefusedError(
            f"{self._host} is not a public address. If it is yours, name it in FORENOTICE_SOURCE_ALLOW."
        )

    def _forget(self) -> None:
        kept = getattr(self._own, "connection", None)
        if kept is not None:
            kept.close()
            self._own.connection = None


def _each(value: str | int | Sequence[str]) -> Sequence[str | int]:
    return [value] if isinstance(value, str | int) else value


def _name(name: str, value: str | int | Sequence[str]) -> str:
    return name if isinstance(value, str | int) else f"{name}[]"


def _read(body: bytes) -> Any:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise SourceUnavailableError("Stripe's answer is no JSON, or only half of it.") from None
    if not isinstance(found, dict):
        raise SourceUnavailableError("Stripe's answer is not of the shape that its API has.")
    return found
