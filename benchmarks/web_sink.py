"""An HTTP server that takes everything at full speed and answers 200; run as a program, it prints its port.

It reads no more of HTTP than it must: where the headers end, and how long the body is.
"""

import asyncio

_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n" + b'{"status":"ok"}'
)
_END, _LENGTH = b"\r\n\r\n", b"content-length: "


class _Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (end := self._rest.find(_END)) >= 0:
            top = self._rest[:end].lower() + b"\r\n"
            at = top.find(_LENGTH)
            length = int(top[at + len(_LENGTH) : top.index(b"\r\n", at)]) if at >= 0 else 0
            whole = end + len(_END) + length
            if len(self._rest) < whole:
                return
            self._rest = self._rest[whole:]
            assert self._transport is not None
            self._transport.write(_ANSWER)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
