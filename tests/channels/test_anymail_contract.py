"""The contract, kept by a provider's web interface as it is by SMTP."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from forenotice.channels.contract import OpenChannel
from tests.contracts.channel_contract import ChannelContract, Mood, Stage
from tests.support.provider import names, open_provider, refuses, settings_for, takes
from tests.support.web_sinks import Answer, Asked, WebSink

# By HTTP a message is handed over in one piece, so that nothing happens before the other side has it.
MOODS = frozenset(Mood) - {Mood.IS_SILENT, Mood.VANISHES}
ANSWERS = {
    Mood.SAYS_LATER: Answer(503),
    Mood.IS_SILENT_AFTER: Answer(silent=True),
    Mood.VANISHES_AFTER: Answer(vanishes=True),
}


class ProviderStage(Stage):
    """One provider that behaves according to its mood."""

    moods = MOODS

    def __init__(self, sink: WebSink) -> None:
        self.sink = sink

    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Any]:
        def answer(asked: Asked) -> Answer:
            if mood is Mood.REFUSES_SECOND and b"member2@" in asked.body:
                return refuses(asked)
            return ANSWERS.get(mood) or takes(asked)

        self.sink.answer = answer
        settings = settings_for(self.sink, connections=connections, timeout_seconds=1)
        if mood is Mood.IS_CLOSED:
            settings["api_url"] = f"http://127.0.0.1:{_closed_port()}/"
        return open_provider(settings)

    def arrived(self) -> list[str]:
        return names(self.sink)


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class TestProvider(ChannelContract):
    """Postmark's interface, which is like the others'."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        with WebSink() as sink:
            yield ProviderStage(sink)
