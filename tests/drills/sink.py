"""A small fast SMTP server as a process of its own, that writes down each message before it says it took it.

Run as ``python -m tests.drills.sink LOG``: it prints its port, and appends a line ``message-id recipient`` to
LOG for each message. One thread and one selector serve all connections.
"""

import os
import re
import selectors
import socket
import sys
from pathlib import Path

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n.\r\n"


class Talk:
    """One connection."""

    def __init__(self, line: socket.socket, log: int) -> None:
        self.line = line
        self.log = log
        self.rest = b""
        self.recipient = b""
        self.is_message = False

    def hear(self) -> bool:
        """Read what came and answer it; False when the other side is gone."""
        try:
            piece = self.line.recv(262_144)
            if not piece:
                return False
            self.rest += piece
            answers = b"".join(self.answers())
            if answers:
                self.line.sendall(answers)
        except OSError:
            return False
        return True

    def answers(self) -> list[bytes]:
        """The answers to everything that is complete."""
        found: list[bytes] = []
        while True:
            if self.is_message:
                content, end, rest = self.rest.partition(_END)
                if not end:
                    return found
                self.rest, self.is_message = rest, False
                name = _MESSAGE_ID.search(content)
                # Written down before it is said: what the client hears of is in the log for certain.
                os.write(self.log, b"%s %s\n" % (name[1] if name else b"-", self.recipient))
                found.append(b"250 2.0.0 Ok\r\n")
            else:
                command, end, rest = self.rest.partition(b"\r\n")
                if not end:
                    return found
                self.rest = rest
                found.append(self.obey(command))

    def obey(self, command: bytes) -> bytes:
        """The answer to one command."""
        verb = command[:4].upper()
        if verb == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250 SIZE 10240000\r\n"
        if verb == b"RCPT":
            self.recipient = command.partition(b"<")[2].partition(b">")[0]
        if verb == b"DATA":
            self.is_message = True
            return b"354 Go on\r\n"
        return b"221 Bye\r\n" if verb == b"QUIT" else b"250 Ok\r\n"


def main() -> None:
    """Serve until killed."""
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server = socket.create_server(("127.0.0.1", 0), backlog=128)
    sys.stdout.write(f"{server.getsockname()[1]}\n")
    sys.stdout.flush()
    selector = selectors.DefaultSelector()
    selector.register(server, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.data is None:
                line, _ = server.accept()
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line.sendall(b"220 sink ESMTP\r\n")
                selector.register(line, selectors.EVENT_READ, Talk(line, log))
            elif not key.data.hear():
                selector.unregister(key.fileobj)
                key.data.line.close()


def arrivals(log: Path) -> list[str]:
    """The recipients of everything that arrived, in that order, as often as it did."""
    if not log.exists():
        return []
    return [line.split()[1] for line in log.read_text().splitlines() if line.count(" ") == 1]


if __name__ == "__main__":
    main()
