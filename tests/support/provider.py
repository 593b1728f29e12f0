"""A provider of mail on loopback: Postmark's way to take a message, and to tell what became of it."""

import json
from email.utils import parseaddr
from typing import Any

from forenotice.channels.anymail.carrier import AnymailChannel
from forenotice.channels.anymail.settings import read_settings
from tests.support.web_sinks import Answer, Asked, WebSink

TOKEN = {"server_token": "a-token-of-ours"}
WEBHOOK = {"webhook_secret": "forenotice:a-long-password"}


def settings_for(sink: WebSink, **more: Any) -> dict[str, Any]:
    """The settings of a channel whose provider is this server."""
    url = f"{sink.scheme}://{sink.host}:{sink.port}/"
    return {"provider": "postmark", "api_url": url} | more


def open_provider(settings: dict[str, Any], **more: Any) -> AnymailChannel:
    """A channel by that provider."""
    return AnymailChannel(read_settings(settings, TOKEN), **more)


def takes(asked: Asked) -> Answer:
    """A yes, with a name of its own for the message."""
    told = json.loads(asked.body)
    answer = {
        "To": told["To"],
        "ErrorCode": 0,
        "Message": "OK",
        "MessageID": f"pm-{told['Metadata']['forenotice']}",
    }
    return Answer(body=json.dumps(answer).encode())


def refuses(asked: Asked) -> Answer:
    """A no to this address, which is on the provider's own list."""
    address = parseaddr(json.loads(asked.body)["To"])[1]
    words = (
        "You tried to send to a recipient that has been marked as inactive. "
        f"Found inactive addresses: {address}. "
        "Inactive recipients are ones that have generated a hard bounce or a spam complaint."
    )
    return Answer(422, json.dumps({"ErrorCode": 406, "Message": words}).encode())


def names(sink: WebSink) -> list[str]:
    """The messages that were taken, by the name that the provider was told."""
    return [json.loads(asked.body)["Metadata"]["forenotice"] for asked in sink.taken]


def sent(sink: WebSink) -> list[dict[str, Any]]:
    """What was taken, as the provider reads it."""
    return [json.loads(asked.body) for asked in sink.taken]
