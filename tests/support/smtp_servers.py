"""Real SMTP servers on loopback, for tests of everything that speaks to one.

`ScriptedServer` says at each point of the conversation what a script tells it to, hangs up there, or falls
silent; it counts what arrived and how much was ever in flight. `MailServer` (see `mail_server.py`) is
aiosmtpd: somebody else's idea of how the protocol works.

    with ScriptedServer(Script(recipient="550 5.1.1 Unknown")) as server:
        channel_settings = server.settings(connections=2)
        ...
        assert server.arrived == []

A point of a script is a reply, `HANG_UP`, `SILENCE`, or a function that gets the :class:`Talk` and returns
one of these, so that the third message can fare differently from the first:

    Script(message=lambda talk: HANG_UP if talk.server.messages == 3 else ACCEPT)

`content` is asked when the first piece of the message was read: a client whose message is short has said
everything by then. A reply there is said in the middle, before hanging up. `message` is asked after the final
dot, when the message may or may not count as taken: see `Script.is_taken_on_hang_up`.
"""

import contextlib
import re
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.certificates import Certificate

HANG_UP = "hang up"
SILENCE = "silence"
ACCEPT = "250 2.0.0 Ok: queued as 4F1A2B"
GO_ON = "go on"

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)

Point = str | Callable[["Talk"], str]


@dataclass(frozen=True)
class Script:
    """What the server says at each point. A reply of several lines has its line ends in it."""

    greeting: Point = "220 test.example ESMTP"
    hello: Point = ACCEPT
    sign_in: Point = "235 2.7.0 Welcome"
    sender: Point = "250 2.1.0 Ok"
    recipient: Point = "250 2.1.5 Ok"
    ready: Point = "354 Go on"
    content: Point = GO_ON
    message: Point = ACCEPT
    reset: Point = "250 2.0.0 Ok"
    wants_messages_to_nobody: bool = False
    """Whether DATA is welcome although every recipient was refused."""
    slams_the_door: bool = False
    """Whether, after a reply in the middle of a message, the line is cut with the rest unread."""
    mistakes_the_rest: bool = False
    """Whether, after a reply in the middle of a message, the rest of it is taken for commands."""
    extensions: tuple[str, ...] = ("PIPELINING", "SIZE 10240000", "8BITMIME")
    is_taken_on_hang_up: bool = True
    """Whether a message counts as arrived when the answer to its final dot is a hang-up or silence."""


@dataclass(frozen=True)
class Arrived:
    """A message that the server took responsibility for."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes
    """As it was meant: without the doubled dots and the final one."""


@dataclass
class Talk:
    """One connection as the server sees it; `number` counts connections from 1."""

    server: "ScriptedServer"
    number: int
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    messages: int = 0
    """How many messages this connection has brought, the present one included."""


class ScriptedServer:
    """A server that plays a script, in threads of its own, while the `with` block lasts."""

    def __init__(
        self,
        script: Script = Script(),
        *,
        certificate: Certificate | None = None,
        security: str = "none",
        most_connections: int = 1_000_000,
    ) -> None:
        """`security` is none, starttls or tls; beyond `most_connections` a connection is greeted with 421."""
        self.script = script
        self.security = security
        self.most_connections = most_connections
        self.certificate = certificate
        self.arrived: list[Arrived] = []
        self.commands: list[str] = []
        self.connections = 0
        self.open_connections = 0
        self.messages = 0
        """How many messages were read to their final dot, taken or not."""
        self.in_flight = 0
        self.most_in_flight = 0
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.lines: set[socket.socket] = set()
        self._tcp = _Tcp(("127.0.0.1", 0), _Conversation, bind_and_activate=True)
        self._tcp.owner = self
        # Small buffers, so that a client notices when a long message is not read.
        self._tcp.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        self._thread = threading.Thread(target=self._tcp.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._tcp.server_address[1])

    @property
    def message_ids(self) -> list[str]:
        """The ids of what arrived, as often as it arrived."""
        return [message.message_id for message in self.arrived]

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings of an email channel to this server."""
        settings: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "security": self.security}
        if self.certificate is not None:
            settings["ca_file"] = str(self.certificate.ca_file)
        return settings | {"timeout_seconds": 5} | more

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Hang up on everybody and answer nobody any more."""
        self.closing.set()
        self._tcp.shutdown()
        self._tcp.server_close()
        self._thread.join()

    def hang_up_on_everybody(self) -> None:
        """Drop every connection there is, and wait until that is done; new ones are welcome."""
        with self.lock:
            lines = list(self.lines)
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        while self.open_connections:
            self.closing.wait(0.005)

    def tls(self) -> ssl.SSLContext:
        """The server's half of a private line."""
        assert self.certificate is not None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate.certificate_file, self.certificate.key_file)
        return context


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    owner: ScriptedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what these tests are about, and no news."""


class _GoneError(Exception):
    """The conversation is over, from either side."""


class _EnoughError(Exception):
    """The rest of this message is no message any more."""


class _Conversation(socketserver.BaseRequestHandler):
    server: _Tcp
    request: socket.socket

    def handle(self) -> None:
        owner = self.server.owner
        with owner.lock:
            owner.connections += 1
            owner.open_connections += 1
            owner.lines.add(self.request)
            is_too_many = owner.open_connections > owner.most_connections
            self.talk = Talk(owner, owner.connections)
        self.is_counted = False
        self.rest = b""
        try:
            if owner.security == "tls":
                self.make_private()
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.say("421 4.7.0 Too many connections" if is_too_many else owner.script.greeting)
            for line in self.lines():
                self.obey(line)
        except (_GoneError, OSError):
            pass
        finally:
            self.count_out()
            with owner.lock:
                owner.open_connections -= 1
                owner.lines.discard(self.request)
            with contextlib.suppress(OSError):
                self.request.close()

    def obey(self, line: str) -> None:
        owner, script = self.server.owner, self.server.owner.script
        with owner.lock:
            owner.commands.append(line)
        verb = line.split(" ")[0].split(":")[0].upper()
        if verb in ("EHLO", "HELO"):
            self.say(self.hello() if script.hello == ACCEPT else script.hello)
        elif verb == "STARTTLS":
            self.say("220 2.0.0 Ready")
            self.make_private()
        elif verb == "AUTH":
            self.say(script.sign_in)
        elif verb == "MAIL" and self.is_counted:
            self.say("503 5.5.1 Nested MAIL")
        elif verb == "MAIL":
            self.talk.sender, self.talk.recipients = _path(line), []
            if self.say(script.sender).startswith("250"):
                self.count_in()
        elif verb == "RCPT":
            self.talk.recipients.append(_path(line))
            if not self.say(script.recipient).startswith("250"):
                self.talk.recipients.pop()
        elif verb == "DATA":
            is_pointless = not self.talk.recipients and not script.wants_messages_to_nobody
            if self.say("554 5.5.1 No valid recipients" if is_pointless else script.ready).startswith("354"):
                self.take()
        elif verb == "RSET":
            self.count_out()
            self.say(script.reset)
        elif verb == "QUIT":
            self.say("221 2.0.0 Bye")
            raise _GoneError
        else:
            self.say("500 5.5.1 What?")

    def make_private(self) -> None:
        owner = self.server.owner
        private = owner.tls().wrap_socket(self.request, server_side=True)
        with owner.lock:
            owner.lines.discard(self.request)
            owner.lines.add(private)
        self.request = private

    def hello(self) -> str:
        owner = self.server.owner
        extensions = list(owner.script.extensions)
        if owner.security == "starttls" and not isinstance(self.request, ssl.SSLSocket):
            extensions.append("STARTTLS")
        if owner.script.sign_in:
            extensions.append("AUTH PLAIN LOGIN")
        names = ["test.example", *extensions]
        return "\r\n".join([*(f"250-{name}" for name in names[:-1]), f"250 {names[-1]}"])

    def take(self) -> None:
        """Read the message and answer it."""
        owner, script = self.server.owner, self.server.owner.script
        try:
            content = self.read_content()
        except _EnoughError:
            self.count_out()
            return
        with owner.lock:
            owner.messages += 1
            self.talk.messages += 1
        reply = self.resolve(script.message)
        is_taken = reply.startswith("250") or (script.is_taken_on_hang_up and reply in (HANG_UP, SILENCE))
        found = _MESSAGE_ID.search(content)
        if is_taken and self.talk.recipients:
            message_id = found[1].decode() if found else ""
            with owner.lock:
                owner.arrived.append(
                    Arrived(message_id, self.talk.sender, tuple(self.talk.recipients), content)
                )
        self.count_out()
        self.say(reply)

    def read_content(self) -> bytes:
        """Everything up to the final dot; the script is asked once, when the first piece is there."""
        is_asked = False
        while not (b"\r\n" + self.rest).startswith(b"\r\n.\r\n") and b"\r\n.\r\n" not in self.rest:
            self.read_more()
            if not is_asked:
                is_asked = True
                self.interrupt(self.resolve(self.server.owner.script.content))
        if self.rest.startswith(b".\r\n"):
            content, self.rest = b"", self.rest[3:]
        else:
            content, _, self.rest = self.rest.partition(b"\r\n.\r\n")
            content += b"\r\n"
        return (b"\r\n" + content).replace(b"\r\n..", b"\r\n.")[2:]

    def lines(self) -> Iterator[str]:
        while True:
            while b"\r\n" not in self.rest:
                self.read_more()
            line, _, self.rest = self.rest.partition(b"\r\n")
            yield line.decode("utf-8", "replace")

    def read_more(self) -> None:
        piece = self.request.recv(65_536)
        if not piece:
            raise _GoneError
        self.rest += piece

    def say(self, point: Point) -> str:
        """Say it, or do what it stands for; return what was said."""
        reply = self.resolve(point)
        self.act(reply)
        self.request.sendall(reply.encode() + b"\r\n")
        if reply.startswith("421"):
            raise _GoneError
        return reply

    def resolve(self, point: Point) -> str:
        return str(point(self.talk)) if callable(point) else str(point)

    def act(self, what: str) -> None:
        if what == HANG_UP:
            raise _GoneError
        if what == SILENCE:
            self.server.owner.closing.wait()
            raise _GoneError

    def interrupt(self, what: str) -> None:
        """In the middle of a message: go on, go away, or say something and then go away."""
        self.act(what)
        if what != GO_ON:
            self.request.sendall(what.encode() + b"\r\n")
            if self.server.owner.script.mistakes_the_rest:
                raise _EnoughError
            if self.server.owner.script.slams_the_door:
                raise _GoneError
            self.request.shutdown(socket.SHUT_WR)
            while self.request.recv(65_536):
                pass
            raise _GoneError

    def count_in(self) -> None:
        owner = self.server.owner
        with owner.lock:
            if not self.is_counted:
                owner.in_flight += 1
                self.is_counted = True
            owner.most_in_flight = max(owner.most_in_flight, owner.in_flight)

    def count_out(self) -> None:
        owner = self.server.owner
        with owner.lock:
            owner.in_flight -= self.is_counted
            self.is_counted = False


def _path(line: str) -> str:
    found = re.search(r"<([^>]*)>", line)
    return found[1] if found else ""
