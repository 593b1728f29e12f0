"""One request and what became of it, and the connections that requests share."""

import asyncio
import hashlib
import re
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

import aiohttp
from aiohttp import ClientHandlerType
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.webhook.addresses import AllowList, as_address, refusal
from forenotice.channels.webhook.answers import accepted, refused
from forenotice.channels.webhook.failures import AddressRefusedError, HungUpError, failed
from forenotice.channels.webhook.settings import Form, WebhookSettings
from forenotice.channels.webhook.signature import Signer
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload

ANSWER_LIMIT = 4096
"""So much of an answer is read, for the name it gives to what it took; the rest is hung up on."""
CONNECT_SECONDS = 5.0
"""What is to be said was looked at just before the connection was asked for; later it may be untrue."""
IDLE_SECONDS = 4.0
"""Many servers hang up on a connection that is idle for 5 s, without a word that would reach us in time."""

_ID = re.compile(r"[!-\-/-~]{1,200}")


class Line:
    """The way to one endpoint. Everything in it belongs to one event loop, in which it must be made."""

    def __init__(
        self,
        settings: WebhookSettings,
        *,
        clock: Callable[[], datetime],
        allowed: AllowList,
        resolver: AbstractResolver,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._allowed = allowed
        self._signer = Signer(settings.secrets)
        self._url = _web_address(settings)
        self._query_mark = "&" if self._url.raw_query_string else "?"
        self._timeout = aiohttp.ClientTimeout(
            total=settings.timeout_seconds, connect=min(CONNECT_SECONDS, settings.timeout_seconds * 0.6)
        )
        self._session = self._open(resolver)

    def _open(self, resolver: AbstractResolver) -> aiohttp.ClientSession:
        context: ssl.SSLContext | bool = True
        if self._settings.ca_file:
            try:
                context = ssl.create_default_context(cafile=self._settings.ca_file)
            except OSError:
                raise ChannelRefusedError("The setting ca_file names no file of certificates.") from None
        connector = aiohttp.TCPConnector(
            ssl=context,
            limit=0,
            resolver=resolver,
            # Whatever is looked up is checked, and each connection is checked again as it is made.
            use_dns_cache=False,
            socket_factory=self._socket,
            keepalive_timeout=IDLE_SECONDS,
        )
        headers = CIMultiDict({"Accept-Encoding": "identity", "User-Agent": "Forenotice"})
        headers.update(self._settings.headers)
        if self._settings.form is Form.STANDARD:
            headers["Content-Type"] = "application/json"
        return aiohttp.ClientSession(
            connector=connector,
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            auto_decompress=False,
            read_bufsize=ANSWER_LIMIT,
            trust_env=False,
        )

    async def call(self, payload: Payload) -> Receipt:
        """Hand over one payload; whatever happens is a receipt."""
        sha256 = hashlib.sha256(payload.body).hexdigest()
        if not _ID.fullmatch(payload.message_id):
            # A full stop would let one id and timestamp read as another (Standard Webhooks 1.0).
            words = "The id of a webhook holds plain characters only, and no full stop."
            return Receipt(payload.message_id, Outcome.NEVER, "unfit", words, bytes_sha256=sha256)
        try:
            response = await self._ask(payload)
            answer = await _beginning(response)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return failed(payload.message_id, sha256, error)
        status = response.status
        if 200 <= status < 300:
            return accepted(payload.message_id, sha256, status, answer)
        return refused(payload.message_id, sha256, status, response.headers, self._clock())

    async def knock(self) -> None:
        """Make a connection as for a payload, say nothing and hang up; raise what stood in the way."""
        request = aiohttp.ClientRequest("POST", self._url, loop=asyncio.get_running_loop())
        connector = self._session.connector
        assert connector is not None  # noqa: S101 (a session has one until it is closed)
        try:
            connection = await connector.connect(request, [], self._timeout)
        except TimeoutError:
            raise aiohttp.ConnectionTimeoutError from None
        connection.close()

    async def close(self) -> None:
        """Hang up."""
        await self._session.close()
        # What was closed says so to itself in the next round of the loop.
        await asyncio.sleep(0)

    async def _ask(self, payload: Payload) -> aiohttp.ClientResponse:
        if self._settings.form is Form.MEMBERMOUSE:
            query = urlencode(payload.flat)
            url = URL(f"{self._url}{self._query_mark}{query}", encoded=True)
            return await self._session.get(url, allow_redirects=False, middlewares=(_once,))
        at = self._clock()
        headers = {"webhook-id": payload.message_id, "webhook-timestamp": str(int(at.timestamp()))}
        if signature := self._signer.sign(payload.message_id, at, payload.body):
            headers["webhook-signature"] = signature
        return await self._session.post(self._url, data=payload.body, headers=headers, allow_redirects=False)

    def _socket(self, found: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for the very address that is about to be called, if it may be."""
        family, kind, protocol, _, place = found
        address = as_address(str(place[0]))
        if address is None or refusal(self._settings.host, address, self._allowed):
            raise AddressRefusedError(0, "refused")
        return socket.socket(family, kind, protocol)


def _web_address(settings: WebhookSettings) -> URL:
    """The address to call. It must be the same to whoever checked it and to whoever calls it."""
    url = URL(settings.url, encoded=settings.url.isascii())
    if url.host is None or (url.raw_host or "").rstrip(".") != settings.host or url.port != settings.port:
        raise ChannelRefusedError("The setting url can be read in two ways; write it plainly.")
    return url


async def _once(request: aiohttp.ClientRequest, handler: ClientHandlerType) -> aiohttp.ClientResponse:
    """Call a script once and no more: it cannot know that it was called before."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise HungUpError from error


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    """The first few kilobytes of an answer. Its status has told already what matters."""
    words = b""
    try:
        while len(words) < ANSWER_LIMIT and (piece := await response.content.read(ANSWER_LIMIT)):
            words += piece
    except (aiohttp.ClientError, OSError, TimeoutError):
        response.close()
        return b""
    if not response.content.at_eof():
        response.close()
    return words
