"""The connections to one endpoint: made only to addresses that may be called, shared by its requests."""

import socket
import ssl
from collections.abc import Callable

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from forenotice.channels.addresses import AllowList, as_address, refusal
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.webhook.failures import AddressRefusedError
from forenotice.channels.webhook.settings import Form, WebhookSettings

ANSWER_LIMIT = 4096
"""So much of an answer is read, for the name it gives to what it took; the rest is hung up on."""
CONNECT_SECONDS = 5.0
"""What is to be said was looked at just before the connection was asked for; later it may be untrue."""
IDLE_SECONDS = 4.0
"""Many servers hang up on a connection that is idle for 5 s, without a word that would reach us in time."""


class Destination:
    """Where an endpoint is and how to reach it; raise :class:`ChannelRefusedError` when it makes no sense."""

    def __init__(self, settings: WebhookSettings, allowed: AllowList) -> None:
        self.url = _web_address(settings)
        self.timeout = aiohttp.ClientTimeout(
            total=settings.timeout_seconds, connect=min(CONNECT_SECONDS, settings.timeout_seconds * 0.6)
        )
        self._settings = settings
        self._allowed = allowed
        self._trust = _trust(settings.ca_file)

    def open_session(self, resolver: Callable[[], AbstractResolver]) -> aiohttp.ClientSession:
        """A session, which belongs to the event loop that runs now."""
        connector = aiohttp.TCPConnector(
            ssl=self._trust,
            limit=0,
            resolver=resolver(),
            # Whatever is looked up is called at once, and checked as it is called.
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
            timeout=self.timeout,
            auto_decompress=False,
            read_bufsize=ANSWER_LIMIT,
            trust_env=False,
        )

    def _socket(self, found: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for the very address that is about to be called, if it may be."""
        family, kind, protocol, _, place = found
        address = as_address(str(place[0]))
        if address is None or refusal(self._settings.host, address, self._allowed):
            raise AddressRefusedError(0, "refused")
        return socket.socket(family, kind, protocol)


def _web_address(settings: WebhookSettings) -> URL:
    """The address to call. It must be the same to whoever checked it and to whoever calls it."""
    try:
        url = URL(settings.url, encoded=settings.url.isascii())
        called = (url.raw_host or "").rstrip(".").lower()
        # Not only as text: it is also asked for by its name when it is called.
        is_named = bool(url.host)
    except (ValueError, UnicodeError):
        raise ChannelRefusedError("The setting url names a host that cannot exist; correct it.") from None
    if not is_named or (as_address(called) or called) != (as_address(settings.host) or settings.host):
        raise ChannelRefusedError("The setting url can be read in two ways; write it plainly.")
    if url.port != settings.port:
        raise ChannelRefusedError("The setting url can be read in two ways; write its port plainly.")
    return url


def _trust(ca_file: str) -> ssl.SSLContext | bool:
    """Whose certificates are good: those of the system, unless a file is named."""
    if not ca_file:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError:
        raise ChannelRefusedError("The setting ca_file names no file of certificates.") from None
