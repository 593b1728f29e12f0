"""An IMAP server of our own on loopback: one folder of mails, and the moods of servers that let one down.

    with ImapServer([report(to=...)]) as server:
        settings = {"host": "127.0.0.1", "port": server.port, "security": "none", "username": "bounces"}

It writes down every command, so that a test can see that nothing in the folder was changed.
"""

import contextlib
import re
import socketserver
import threading
from enum import StrEnum

PASSWORD = "let me in"


class ImapMood(StrEnum):
    """How the server behaves."""

    WORKS = "works"
    REFUSES = "refuses to let anybody in"
    HANGS_UP = "hangs up in the middle of a mail"
    LIES = "announces a mail of 9 GB"
    BABBLES = "answers with something else"


class ImapServer:
    """Serves ``mails``, numbered from 1, while the `with` block lasts."""

    def __init__(self, mails: list[bytes], mood: ImapMood = ImapMood.WORKS) -> None:
        self.mails, self.mood, self.validity = mails, mood, 7
        self.commands: list[str] = []
        self._tcp = _Tcp(("127.0.0.1", 0), _Talk)
        self._tcp.owner = self
        self._thread = threading.Thread(target=self._tcp.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._tcp.server_address[1])

    def settings(self, **more: object) -> dict[str, object]:
        """The table `bounces` of an email channel."""
        found = {"host": "127.0.0.1", "port": self.port, "security": "none", "username": "bounces"}
        return found | more

    def __enter__(self) -> "ImapServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tcp.shutdown()
        self._tcp.server_close()
        self._thread.join()


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    owner: ImapServer


class _Talk(socketserver.StreamRequestHandler):
    server: _Tcp

    def handle(self) -> None:
        self.say("* OK ready")
        with contextlib.suppress(OSError, EOFError):
            while line := self.rfile.readline():
                self.obey(line.decode().strip())

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def obey(self, line: str) -> None:
        owner = self.server.owner
        tag, _, command = line.partition(" ")
        owner.commands.append(command.split(" ")[0].upper() if "LOGIN" in command else command)
        verb = command.split(" ")[0].upper()
        if owner.mood is ImapMood.BABBLES and verb != "CAPABILITY":
            self.say("HTTP/1.1 400 Bad Request", "", "")
            raise EOFError
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
        elif verb == "LOGIN":
            is_right = owner.mood is not ImapMood.REFUSES and PASSWORD in command
            self.say(f"{tag} OK welcome" if is_right else f"{tag} NO wrong password for bounces@example.org")
        elif verb == "EXAMINE":
            self.say(f"* {len(owner.mails)} EXISTS", f"* OK [UIDVALIDITY {owner.validity}] ok")
            self.say(f"{tag} OK done")
        elif verb == "UID":
            self.answer(tag, command)
        elif verb == "LOGOUT":
            self.say("* BYE", f"{tag} OK bye")
            raise EOFError
        else:
            self.say(f"{tag} BAD what?")

    def answer(self, tag: str, command: str) -> None:
        owner = self.server.owner
        if "SEARCH" in command:
            first = int(re.findall(r"(\d+):\*", command)[0])
            last = len(owner.mails)
            # As the protocol wants it, the last one is always among them.
            numbers = sorted({*range(first, last + 1), *([last] if last else [])})
            self.say(f"* SEARCH {' '.join(map(str, numbers))}", f"{tag} OK done")
            return
        number = int(command.split(" ")[2])
        mail = owner.mails[number - 1]
        size = 9_000_000_000 if owner.mood is ImapMood.LIES else len(mail)
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[]<0> {{{size}}}\r\n".encode())
        self.wfile.write(mail[: len(mail) // 2] if owner.mood is ImapMood.HANGS_UP else mail)
        if owner.mood is ImapMood.HANGS_UP:
            raise EOFError
        self.say(")", f"{tag} OK done")
