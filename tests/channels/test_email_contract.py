"""The contract, kept over SMTP: with and without pipelining, in the open and in private."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forenotice.channels.contract import OpenChannel
from forenotice.channels.email.carrier import EmailChannel
from forenotice.channels.email.settings import read_settings
from forenotice.kernel.message import Message
from tests.contracts.channel_contract import ChannelContract, Mood, Stage
from tests.support.certificates import make_certificate
from tests.support.smtp_servers import HANG_UP, SILENCE, Script, ScriptedServer, Talk


def _refuse_second(talk: Talk) -> str:
    is_second = talk.recipients[-1].startswith("member2@")
    return f"550 5.1.1 <{talk.recipients[-1]}>: member2 is unknown here" if is_second else "250 2.1.5 Ok"


SCRIPTS = {
    Mood.ACCEPTS: Script(),
    Mood.SAYS_LATER: Script(recipient="450 4.2.1 Mailbox busy"),
    Mood.REFUSES_SECOND: Script(recipient=_refuse_second),
    Mood.IS_SILENT: Script(sender=SILENCE),
    Mood.IS_SILENT_AFTER: Script(message=SILENCE),
    Mood.VANISHES: Script(ready=HANG_UP),
    Mood.VANISHES_AFTER: Script(message=HANG_UP),
}


class EmailStage(Stage):
    """One scripted server whose script changes with its mood."""

    def __init__(self, server: ScriptedServer) -> None:
        self.server = server
        self.extensions = server.script.extensions

    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Message]:
        settings = self.server.settings(connections=connections)
        if mood is Mood.IS_CLOSED:
            settings["port"] = _closed_port()
        else:
            self.server.script = replace(SCRIPTS[mood], extensions=self.extensions)
        if mood in (Mood.IS_SILENT, Mood.IS_SILENT_AFTER):
            settings["timeout_seconds"] = 0.2
        return EmailChannel(read_settings(settings, {}))

    def arrived(self) -> list[str]:
        return self.server.message_ids


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class TestPipelining(ChannelContract):
    """A server that takes a whole conversation at once."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        with ScriptedServer() as server:
            yield EmailStage(server)


class TestStepByStep(ChannelContract):
    """A server that wants to be asked one thing at a time."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        with ScriptedServer(Script(extensions=())) as server:
            yield EmailStage(server)


class TestStartTls(ChannelContract):
    """A line that becomes private after the greeting."""

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Iterator[Stage]:
        with ScriptedServer(certificate=make_certificate(tmp_path), security="starttls") as server:
            yield EmailStage(server)


class TestTls(ChannelContract):
    """A line that is private from the first byte."""

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Iterator[Stage]:
        with ScriptedServer(certificate=make_certificate(tmp_path), security="tls") as server:
            yield EmailStage(server)
