"""Requests to a shop: to addresses that may be called, within a time and up to a size, and never elsewhere.

Whoever may declare a source chooses what this machine calls, so each address is looked at as it is called.
Redirects are not followed: they would carry the keys to wherever they lead.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from decimal import Decimal
from http.client import HTTPException, HTTPResponse, IncompleteRead
from threading import Timer
from typing import Any
from urllib.parse import urlencode

from forenotice.channels.addresses import AllowList
from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from forenotice.sources.unreached import why_unreached
from forenotice.sources.woocommerce.answers import Answer
from forenotice.sources.woocommerce.connection import AddressRefusedError, Connection

ALLOW = "FORENOTICE_SOURCE_ALLOW"
_LARGEST = 32 << 20
_BLOCK = 1 << 16


class Line:
    """One connection to a shop, kept while it is used, by one thread at a time."""

    def __init__(
        self, scheme: str, host: str, port: int, path: str, account: tuple[str, str], allowed: AllowList
    ) -> None:
        if scheme != "https" and not allowed.names(host):
            raise SourceRefusedError(
                "The shop's address must begin with https://, or everybody on the way could read its keys. "
                f"Whoever runs this instance can allow http for a host of their own, with {ALLOW}."
            )
        self._is_tls, self._host, self._port, self._path = scheme == "https", host, port, path
        self._allowed = allowed
        self._account = b64encode(":".join(account).encode()).decode()
        self._connection: Connection | None = None

    def get(self, path: str, query: Mapping[str, str], *, seconds: float) -> Answer:
        """What the shop answers, within so many seconds; raise an error of this room when it does not."""
        target = f"{self._path}{path}?{urlencode(query)}" if query else self._path + path
        is_kept = self._connection is not None
        try:
            return self._ask(target, seconds)
        except (HTTPException, OSError, ValueError) as error:
            self.close()
            # One that was kept may have been hung up on meanwhile; a new one says what is the matter.
            if is_kept and not isinstance(error, TimeoutError):
                return self.get(path, query, seconds=seconds)
            raise _as_ours(error) from None

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, target: str, seconds: float) -> Answer:
        if self._connection is None:
            connection = Connection(self._host, self._port, self._allowed, is_tls=self._is_tls)
            connection.connect()
            self._connection = connection
        connection = self._connection
        connection.wire.settimeout(seconds)
        # Whoever sends a byte now and then never runs into the time-out of a socket, but into this one.
        alarm = Timer(seconds, connection.hang_up)
        alarm.daemon = True
        alarm.start()
        try:
            connection.request("GET", target, headers=self._headers())
            response = connection.getresponse()
            words = _read(response)
        except (HTTPException, OSError, ValueError):
            if not connection.is_hung_up:
                raise
        finally:
            alarm.cancel()
        if connection.is_hung_up:
            # What came until then may look like a whole answer.
            raise TimeoutError
        if response.will_close:
            self.close()
        return Answer(
            response.status, {name.lower(): word for name, word in response.getheaders()}, _json(words)
        )

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Basic {self._account}",
            "Accept": "application/json",
            "User-Agent": "Forenotice",
        }


def _read(response: HTTPResponse) -> bytes:
    words = bytearray()
    while block := response.read(_BLOCK):
        words += block
        if len(words) > _LARGEST:
            raise SourceUnavailableError(f"The shop answered with more than {_LARGEST >> 20} MB.")
    if response.length:
        # Read block by block, an answer that breaks off looks like one that is over.
        raise IncompleteRead(b"", response.length)
    return bytes(words)


def _json(words: bytes) -> Any:
    try:
        # A byte order mark comes from a plugin whose file begins with one.
        return json.loads(words.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _as_ours(error: Exception) -> SourceRefusedError | SourceUnavailableError:
    if isinstance(error, AddressRefusedError):
        return SourceRefusedError(
            f"The shop's name leads to an address that is not public; only {ALLOW} can allow that."
        )
    return SourceUnavailableError(why_unreached("The shop", error))
