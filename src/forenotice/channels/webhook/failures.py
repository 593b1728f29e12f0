"""Requests that got no answer: how far they came, and what is said of it."""

import ssl

import aiohttp

from forenotice.channels.addresses import SETTING
from forenotice.kernel.message import Outcome, Receipt


class AddressRefusedError(OSError):
    """The name leads to an address that may not be called."""


class HungUpError(aiohttp.ClientError):
    """The other side broke off; said in this way, aiohttp does not ask again by itself."""


def failed(message_id: str, sha256: str, error: Exception) -> Receipt:
    """The receipt for a request without an answer: later if it never left, else nobody knows."""
    code, words, has_left = _told(error)
    outcome = Outcome.UNKNOWN if has_left else Outcome.LATER
    return Receipt(message_id, outcome, code, words, bytes_sha256=sha256, whole_channel=not has_left)


def _told(error: Exception) -> tuple[str, str, bool]:
    """Code, sentence and whether the request had left. Names and addresses are left out."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "dns", "Its name is not known, or nobody could be asked for it.", False
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return "tls", "It does not prove who it is: its certificate or its encryption is not good.", False
        case aiohttp.ClientConnectorError(os_error=AddressRefusedError()):
            words = f"Its name leads to an address that is not public; only {SETTING} can allow that."
            return "address", words, False
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return "refused", "It takes no connections.", False
        case aiohttp.ClientConnectorError():
            return "unreachable", "It cannot be reached.", False
        case aiohttp.ConnectionTimeoutError():
            return "silence", "It did not answer the door in time.", False
        case TimeoutError():
            return "silence", "It took the request and did not answer in time.", True
        case aiohttp.ServerDisconnectedError() | OSError() | HungUpError():
            return "hang_up", "It hung up before it answered.", True
    return "garbled", "What it answered is not HTTP.", True
