"""Webhook channels for tests, opened towards a sink on loopback."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver

from forenotice.channels.addresses import AllowList
from forenotice.channels.contract import OpenChannel
from forenotice.channels.states import Kind
from forenotice.channels.webhook.carrier import WebhookChannel
from forenotice.channels.webhook.keys import secret_of
from forenotice.channels.webhook.settings import read_settings
from forenotice.kernel.message import Receipt
from forenotice.kernel.payload import Payload
from tests.support.messages import pull_from

SECRET = secret_of(b"a secret of the tests, thirty-two")
NOW = datetime(2026, 11, 24, 9, 0, 7, tzinfo=UTC)


def open_webhook(
    url: str,
    *,
    allow: Iterable[str] = ("127.0.0.1",),
    kind: Kind = Kind.WEBHOOK,
    secrets: Mapping[str, str] | None = None,
    clock: Callable[[], datetime] = lambda: NOW,
    resolver: Callable[[], AbstractResolver] = aiohttp.ThreadedResolver,
    timeout_seconds: float = 5.0,
    still_allowed: Iterable[str] | None = None,
    **settings: Any,
) -> OpenChannel[Payload]:
    """A channel to `url`; `allow` is what the operator allowed when it was declared, and still does."""
    allowed = AllowList(allow)
    secrets = {"secret": SECRET} if secrets is None else secrets
    read = read_settings(kind, {"url": url, **settings}, secrets, allowed)
    if still_allowed is not None:
        allowed = AllowList(still_allowed)
    read = replace(read, timeout_seconds=timeout_seconds)
    return WebhookChannel(read, clock=clock, allowed=allowed, resolver=resolver)


def hand_over(channel: OpenChannel[Payload], *payloads: Payload) -> list[Receipt]:
    """Deliver these and close."""
    receipts = [receipt for group in channel.deliver(pull_from(payloads)) for receipt in group]
    channel.close()
    return receipts
