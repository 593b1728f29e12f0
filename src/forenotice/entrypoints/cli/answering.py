"""The web answers until it is told to stop, and then whoever has asked already."""

from collections.abc import Callable, MutableMapping
from time import monotonic
from typing import Any

# Here only because the command that needs a web server loads this late.
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

FAREWELL_SECONDS = 5.0
"""For so long may be answered what was asked before."""

_LOOKS_EVERY_SECONDS = 0.25


def answer(server: Any, sockets: MutableMapping[int, Any], stop: Callable[[], bool]) -> None:
    """Answer until it is time to stop. Then nobody new is let in, and what was asked is finished.

    Waitress by itself lets its threads finish, but no more sends what they have written: a form would be
    kept, and whoever sent it would not hear of that.
    """
    while not stop():
        server.asyncore.loop(timeout=_LOOKS_EVERY_SECONDS, map=sockets, count=1)
    for each in [each for each in sockets.values() if isinstance(each, BaseWSGIServer)]:
        each.del_channel()
        each.socket.close()
    ends_at = monotonic() + FAREWELL_SECONDS
    while any(map(_is_busy, sockets.values())) and monotonic() < ends_at:
        server.asyncore.loop(timeout=_LOOKS_EVERY_SECONDS, map=sockets, count=1)
    server.task_dispatcher.shutdown(timeout=_LOOKS_EVERY_SECONDS)


def _is_busy(each: Any) -> bool:
    return isinstance(each, HTTPChannel) and bool(each.requests or each.total_outbufs_len)
