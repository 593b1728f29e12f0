"""The channel itself: one POST for each payload, one after the other."""

import json
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import gaierror
from ssl import SSLError
from urllib.parse import urlsplit

from forenotice.channels.contract import Probe, Pull
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload, PayloadType

TIMEOUT_SECONDS = 10.0


class NtfyChannel:
    """See :class:`forenotice.channels.contract.OpenChannel`, which says what each of these must do."""

    connections = 1
    # The same message twice rings twice.
    is_idempotent = False

    def __init__(self, server: str, topic: str, token: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._parts = urlsplit(server)
        self._topic = topic
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._timeout_seconds = timeout_seconds

    def deliver(self, pull: Pull[Payload]) -> Iterator[Sequence[Receipt]]:
        """One payload at a time, until there are none left or the server is down."""
        while payloads := pull(1):
            receipts = [self._tell(payload) for payload in payloads]
            yield receipts
            if receipts[-1].whole_channel:
                return

    def probe(self) -> Probe:
        """Ask the server whether it is well."""
        try:
            status, _ = self._ask("GET", "/v1/health")
        except (OSError, HTTPException) as error:
            return Probe(is_reachable=False, detail=f"{self._parts.netloc}: {_reason(error)}")
        return Probe(is_reachable=status == 200, code=str(status), detail=f"{self._parts.netloc} answers.")

    def close(self) -> None:
        """Nothing is held open."""

    def _tell(self, payload: Payload) -> Receipt:
        body = json.dumps({"topic": self._topic, **_words(payload)}).encode()
        try:
            # The id is the same at every try; a server or a proxy that knows this header drops a repeat.
            status, answer = self._ask("POST", "/", body, {"Idempotency-Key": payload.message_id})
        except (ConnectionRefusedError, gaierror, SSLError) as error:
            receipt = Receipt(payload.message_id, Outcome.LATER, code="connect", detail=_reason(error))
            return receipt._replace(whole_channel=True)
        except (OSError, HTTPException) as error:
            # It fell silent or hung up: it may have the message, or may not.
            return Receipt(payload.message_id, Outcome.UNKNOWN, code="silence", detail=_reason(error))
        return _receipt(payload.message_id, status, answer)

    def _ask(
        self, method: str, path: str, body: bytes | None = None, more: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        connection = kind(self._parts.netloc, timeout=self._timeout_seconds)
        try:
            headers = {**self._headers, **(more or {})}
            connection.request(method, self._parts.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(10_000)
        finally:
            connection.close()


def _words(payload: Payload) -> dict[str, str]:
    """What the telephone shows; ``docs/webhooks.md`` of Forenotice tells what else a payload says."""
    told = json.loads(payload.body)["data"]
    member, amount = told["member"], told["payment"]["amount"]
    who = f"{member['first_name']} {member['last_name']}".strip() or member["id"]
    if payload.type == PayloadType.WITHDRAWN:
        return {"title": "No longer due", "message": f"{who}: {told['sentence']}"}
    words = f"{who}: {told['product']['name']}, {told['due']['on']}"
    return {
        "title": "Payment coming",
        "message": f"{words}, {amount['amount']} {amount['currency']}" if amount else words,
    }


def _receipt(message_id: str, status: int, answer: bytes) -> Receipt:
    if 200 <= status < 300:
        return Receipt(message_id, Outcome.ACCEPTED, str(status), reference=_name(answer) or str(status))
    if status == 429 or status >= 500:
        return Receipt(message_id, Outcome.LATER, str(status), "It is busy.", whole_channel=status == 429)
    return Receipt(message_id, Outcome.NEVER, str(status), "It does not take this message.")


def _name(answer: bytes) -> str:
    """What the server calls the message."""
    try:
        return str(json.loads(answer).get("id", ""))
    except (ValueError, AttributeError):
        return ""


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
