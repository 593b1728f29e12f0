"""Lines to servers that owners name, only to where the operator lets them stand."""

import socket

from forenotice.channels.addresses import AllowList, as_address, refusal
from forenotice.channels.servers import ServerRefusedError, refuse_by_its_name


def address_of(host: str, port: int, allowed: AllowList) -> str:
    """Where a host stands, so that no other answer of the DNS counts later; raise `OSError`."""
    refuse_by_its_name(host, allowed)
    found = []
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = as_address(str(place[0]).partition("%")[0])
        if address is None or refusal(host.lower(), address, allowed):
            raise ServerRefusedError(host)
        found.append(str(place[0]))
    if not found:
        raise ServerRefusedError(host)
    return found[0]


def call(host: str, port: int, seconds: float, allowed: AllowList | None) -> socket.socket:
    """A line to a server; raise `OSError`."""
    place = host if allowed is None else address_of(host, port, allowed)
    return socket.create_connection((place, port), seconds)
