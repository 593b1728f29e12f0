"""One request, and what became of it."""

import asyncio
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

import aiohttp
from aiohttp import ClientHandlerType
from aiohttp.abc import AbstractResolver
from yarl import URL

from forenotice.channels.webhook.answers import accepted, refused
from forenotice.channels.webhook.failures import HungUpError, failed
from forenotice.channels.webhook.session import ANSWER_LIMIT, Destination
from forenotice.channels.webhook.settings import Form, WebhookSettings
from forenotice.channels.webhook.signature import Signer
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload

_ID = re.compile(r"[!-\-/-~]{1,200}")


class Line:
    """The way to one endpoint. Everything in it belongs to one event loop, in which it must be made."""

    def __init__(
        self,
        destination: Destination,
        settings: WebhookSettings,
        *,
        clock: Callable[[], datetime],
        resolver: Callable[[], AbstractResolver],
    ) -> None:
        self._destination = destination
        self._settings = settings
        self._clock = clock
        self._signer = Signer(settings.secrets)
        self._query_mark = "&" if destination.url.raw_query_string else "?"
        self._session = destination.open_session(resolver)

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
        request = aiohttp.ClientRequest("POST", self._destination.url, loop=asyncio.get_running_loop())
        connector = self._session.connector
        assert connector is not None  # noqa: S101 (a session has one until it is closed)
        try:
            connection = await connector.connect(request, [], self._destination.timeout)
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
            url = URL(f"{self._destination.url}{self._query_mark}{query}", encoded=True)
            return await self._session.get(url, allow_redirects=False, middlewares=(_once,))
        at = self._clock()
        headers = {"webhook-id": payload.message_id, "webhook-timestamp": str(int(at.timestamp()))}
        if signature := self._signer.sign(payload.message_id, at, payload.body):
            headers["webhook-signature"] = signature
        return await self._session.post(
            self._destination.url, data=payload.body, headers=headers, allow_redirects=False
        )


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
