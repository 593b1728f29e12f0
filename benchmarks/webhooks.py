"""Signed webhooks through the channel, against a bare aiohttp loop that posts the same without signing."""

import asyncio
import statistics
import time
from datetime import UTC, datetime
from itertools import islice

import aiohttp
from django.test import override_settings

from benchmarks.figure import Figure
from benchmarks.sinks import web_sink
from forenotice.accounts.models import Organization
from forenotice.channels.operations import create_endpoint
from forenotice.channels.queries import open_channel
from forenotice.kernel.message import Outcome
from forenotice.kernel.payload import Payload, PayloadType

CONNECTIONS = 8
_BODY = b'{"type":"reminder.due","data":{"words":"' + b"x" * 1950 + b'"}}'
_MOST, _ROUNDS = 4_000, 7
_NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
# What the channel writes, with a signature that is not made anew.
_HEADERS = {
    "Content-Type": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": "Forenotice",
    "webhook-id": "due_0123456789012345678901234567890123456789",
    "webhook-timestamp": "1795510800",
    "webhook-signature": f"v1,{'A' * 43}=",
}


def run(rows: int) -> list[Figure]:
    """Webhooks a second in one process, and how that compares; both in turn, for the machine's own moods."""
    rows = min(rows, _MOST)
    payloads = [Payload(f"due_{number:040}", PayloadType.DUE, _BODY, _NOW, "crm") for number in range(rows)]
    with web_sink() as port, override_settings(FORENOTICE_WEBHOOK_ALLOW="127.0.0.1"):
        url = f"http://127.0.0.1:{port}/hooks/forenotice"
        ours, bare = [], []
        for _ in range(_ROUNDS):
            bare.append(asyncio.run(_bare_loop(url, payloads)))
            ours.append(_through_the_channel(url, payloads))
    note = (
        f"{rows:,} of {len(_BODY):,} bytes, {CONNECTIONS} connections, own sink; median of {_ROUNDS} rounds"
    )
    ratio = statistics.median(one / other for one, other in zip(bare, ours, strict=True))
    return [
        Figure("webhooks, signed", rows / statistics.median(ours), "requests/s", note=note),
        Figure("webhooks / bare aiohttp loop", ratio, "", at_least=0.7, note="the same bytes, unsigned"),
    ]


def _through_the_channel(url: str, payloads: list[Payload]) -> float:
    """Seconds from the first pull to the last receipt."""
    organization, _ = Organization.objects.get_or_create(key="club", defaults={"created_at": _NOW})
    settings = {"url": url, "connections": CONNECTIONS}
    endpoint = create_endpoint(organization=organization, settings=settings, actor="benchmark", now=_NOW)
    channel = open_channel(endpoint.channel, clock=lambda: datetime.now(UTC))
    waiting = iter(payloads)
    began = time.perf_counter()
    receipts = [one for group in channel.deliver(lambda count: list(islice(waiting, count))) for one in group]
    seconds = time.perf_counter() - began
    channel.close()
    assert len(receipts) == len(payloads)
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    return seconds


async def _bare_loop(url: str, payloads: list[Payload]) -> float:
    """Seconds that aiohttp alone takes with as many requests in flight."""
    waiting = iter(payloads)

    async def post() -> None:
        for payload in waiting:
            async with session.post(url, data=payload.body, headers=_HEADERS) as response:
                await response.read()
                assert response.status == 200

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
        began = time.perf_counter()
        await asyncio.gather(*[post() for _ in range(CONNECTIONS)])
        return time.perf_counter() - began
