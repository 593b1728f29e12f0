"""The contract of Forenotice's channels, kept by this one. Run it with: pytest"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from forenotice_ntfy import NTFY
from forenotice_ntfy.carrier import NtfyChannel

from forenotice.channels.contract import OpenChannel
from forenotice.channels.contract_examples import example_payload
from forenotice.channels.contract_suite import ChannelContract, Mood, Payloads, Stage, Teller
from forenotice.kernel.message import Outcome


class Told(Payloads):
    """What arrives is made of the payload, and not its own bytes."""

    def sha256(self, parcel: Any) -> str:  # noqa: ARG002
        return ""

    def make_unfit(self, number: int) -> None:
        """Whatever is in a payload can be put into JSON."""


class Server(ThreadingHTTPServer):
    """As much of an ntfy server as this channel talks to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.mood = Mood.ACCEPTS
        self.taken: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.headers: dict[str, str] = {}
        self.closes = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    """Answers as the server is in the mood for."""

    server: Server

    def do_GET(self) -> None:
        self.say(200, {"healthy": True})

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.headers = dict(self.headers)
        mood = self.server.mood
        if mood is Mood.IS_SILENT_AFTER:
            self.server.closes.wait(10)
        elif mood is Mood.SAYS_LATER:
            self.say(503, {})
        elif mood is Mood.REFUSES_SECOND and self.headers["Idempotency-Key"] == "due_2":
            self.say(403, {"error": "member2@example.net may not"})
        elif mood is not Mood.VANISHES_AFTER:
            self.server.taken.append(told)
            self.server.ids.append(self.headers["Idempotency-Key"])
            self.say(200, {"id": f"push{len(self.server.taken)}"})

    def say(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class NtfyStage(Stage):
    """The channel, and a server that never falls silent before it has read a request."""

    moods = frozenset(Mood) - {Mood.IS_SILENT, Mood.VANISHES}
    cargo = Told()

    def __init__(self, server: Server) -> None:
        self.server = server

    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Any]:  # noqa: ARG002 (it has one)
        self.server.mood = mood
        address = "http://127.0.0.1:9" if mood is Mood.IS_CLOSED else self.server.address
        return NtfyChannel(address, "choir", "", 0.5)

    def arrived(self) -> list[str]:
        return self.server.ids


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.closes.set()
        server.shutdown()


class TestNtfy(ChannelContract):
    """Every promise of every channel."""

    @pytest.fixture
    def stage(self, server: Server) -> Stage:
        return NtfyStage(server)


def test_it_tells_who_pays_what_and_when(server: Server) -> None:
    channel = NTFY.open({"server": server.address, "topic": "choir"}, {"token": "tk_secret"})
    [receipt] = Teller([example_payload(7)]).run(channel)
    assert (receipt.outcome, receipt.reference) == (Outcome.ACCEPTED, "push1")
    assert server.taken == [
        {
            "topic": "choir",
            "title": "Payment coming",
            "message": "Zoë Martin: Friend of the choir, 2026-12-01, 49.00 EUR",
        }
    ]
    assert server.headers["Authorization"] == "Bearer tk_secret"


def test_settings_that_make_no_sense_are_refused() -> None:
    assert NTFY.problems({"server": "https://ntfy.example.org", "topic": "choir"}, {"token": "tk"}) == []
    problems = NTFY.problems({"server": "ntfy", "topics": ["choir"]}, {"password": "x"})
    assert [problem.split()[:3] for problem in problems] == [
        ["ntfy", "has", "no"],
        ["ntfy", "has", "no"],
        ["Set", "server", "to"],
        ["Set", "topic", "to"],
    ]
