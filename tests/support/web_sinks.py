"""An HTTP server on loopback that remembers what it was asked, and answers as a test wants it to."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Self

from tests.support.certificates import Certificate


class Asked(NamedTuple):
    """One request as it came. The names of headers are in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is answered, ``after`` so many seconds. ``silent`` never does, ``vanishes`` hangs up."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    silent: bool = False
    vanishes: bool = False
    raw: bytes = b""


class WebSink:
    """The server, running while it is entered. ``answer`` and ``greeting`` may be changed at any time.

    ``greeting`` is for those who connect, before a word of TLS: None lets them in. ``host`` may be another
    address of this machine.
    """

    def __init__(
        self, *, certificate: Certificate | None = None, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.answer: Callable[[Asked], Answer] = lambda _: Answer()
        self.greeting: Answer | None = None
        self.asked: list[Asked] = []
        self.taken: list[Asked] = []
        self.connections = 0
        self.host = host
        self.port = port
        self.scheme = "https" if certificate else "http"
        self._context = _context(certificate) if certificate else None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        """Where a webhook may call."""
        return f"{self.scheme}://{self.host}:{self.port}/hooks/forenotice"

    @property
    def ids(self) -> list[str]:
        """The ``webhook-id`` of everything that was taken."""
        return [asked.headers["webhook-id"] for asked in self.taken]

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _serve(self) -> None:
        async def begin() -> None:
            server = await asyncio.start_server(self._receive, self.host, self.port)
            self.port = server.sockets[0].getsockname()[1]

        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(begin())
        self._ready.set()
        self._loop.run_forever()
        for one in asyncio.all_tasks(self._loop):
            one.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if self.greeting is not None:
                await asyncio.sleep(60 if self.greeting.silent else 0)
                return
            if self._context is not None:
                await writer.start_tls(self._context)
            while await self._answer_one(reader, writer):
                pass
        except (OSError, EOFError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        asked = await _read(reader)
        self.asked.append(asked)
        answer = self.answer(asked)
        if answer.silent:
            await asyncio.sleep(60)
        await asyncio.sleep(answer.after)
        if answer.vanishes:
            return False
        if 200 <= answer.status < 300:
            self.taken.append(asked)
        writer.write(answer.raw or _written(answer))
        await writer.drain()
        return not answer.raw


async def _read(reader: asyncio.StreamReader) -> Asked:
    top, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
    method, target, _ = top.split(" ")
    headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
    return Asked(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def _written(answer: Answer) -> bytes:
    headers: dict[str, Any] = {"Content-Type": "application/json", "Content-Length": len(answer.body)}
    lines = "".join(f"{name}: {text}\r\n" for name, text in (headers | dict(answer.headers)).items())
    return f"HTTP/1.1 {answer.status} Words\r\n{lines}\r\n".encode() + answer.body


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate_file, certificate.key_file)
    return context
