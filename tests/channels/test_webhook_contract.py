"""The contract, kept over HTTP: in the open, and in private with a certificate."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forenotice.channels.contract import OpenChannel
from tests.contracts.channel_contract import ChannelContract, Mood, Payloads, Stage
from tests.support.certificates import Certificate, make_certificate
from tests.support.web_sinks import Answer, WebSink
from tests.support.webhooks import open_webhook

ANSWERS = {
    Mood.SAYS_LATER: Answer(500),
    Mood.IS_SILENT_AFTER: Answer(silent=True),
    Mood.VANISHES_AFTER: Answer(vanishes=True),
}
GREETINGS = {Mood.IS_SILENT: Answer(silent=True), Mood.VANISHES: Answer(vanishes=True)}
# The body follows the first byte at once, so before it only the greeting of TLS can fail. And a program says
# never to all, or to nothing.
IN_PRIVATE = frozenset(Mood) - {Mood.REFUSES_SECOND}
IN_THE_OPEN = IN_PRIVATE - GREETINGS.keys()


class WebhookStage(Stage):
    """One sink that behaves according to its mood."""

    cargo = Payloads()

    def __init__(self, sink: WebSink, certificate: Certificate | None = None) -> None:
        self.sink = sink
        self.moods = IN_PRIVATE if certificate else IN_THE_OPEN
        self.settings: dict[str, Any] = {"ca_file": str(certificate.ca_file)} if certificate else {}

    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Any]:
        answer = ANSWERS.get(mood, Answer())
        self.sink.answer, self.sink.greeting = lambda _: answer, GREETINGS.get(mood)
        url = f"{self.sink.scheme}://127.0.0.1:{_closed_port()}/" if mood is Mood.IS_CLOSED else self.sink.url
        is_silent = mood in (Mood.IS_SILENT, Mood.IS_SILENT_AFTER)
        return open_webhook(
            url, connections=connections, timeout_seconds=0.3 if is_silent else 5, **self.settings
        )

    def arrived(self) -> list[str]:
        return self.sink.ids

    def recognised(self) -> list[str]:
        """Receivers keep the ids that they have seen."""
        return list(dict.fromkeys(self.sink.ids))


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class TestHttp(ChannelContract):
    """An endpoint on the operator's own machine."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        with WebSink() as sink:
            yield WebhookStage(sink)


class TestHttps(ChannelContract):
    """An endpoint as they usually are."""

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Iterator[Stage]:
        certificate = make_certificate(tmp_path)
        with WebSink(certificate=certificate) as sink:
            yield WebhookStage(sink, certificate)
