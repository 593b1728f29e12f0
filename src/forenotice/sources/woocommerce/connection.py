"""A connection that is made to addresses that may be called, and can be broken off from another thread."""

import socket
import ssl
from http.client import HTTPConnection

from forenotice.channels.addresses import AllowList, as_address, refusal

_CONNECT_SECONDS = 10.0


class AddressRefusedError(OSError):
    """The name leads to an address that may not be called."""


class Connection(HTTPConnection):
    """A connection that is only made to an address that may be called."""

    def __init__(self, host: str, port: int, allowed: AllowList, *, is_tls: bool) -> None:
        super().__init__(host, port, timeout=_CONNECT_SECONDS)
        self._allowed = allowed
        self._is_tls = is_tls
        self.is_hung_up = False
        self.wire: socket.socket
        if is_tls:
            self.default_port = 443

    def connect(self) -> None:
        """Call the first address that answers, after a look at it."""
        plain = self._call()
        if self._is_tls:
            context = ssl.create_default_context()
            plain = context.wrap_socket(plain, server_hostname=self.host)
        # Where an answer ends with the connection, http.client gives ``sock`` away; this one stays.
        self.sock = self.wire = plain

    def hang_up(self) -> None:
        """Break off whatever is being waited for, from another thread."""
        self.is_hung_up = True
        try:
            # The method of an encrypted socket would first talk to the other side.
            socket.socket.shutdown(self.wire, socket.SHUT_RDWR)
        except OSError:
            # It is closed already.
            return

    def _call(self) -> socket.socket:
        last = OSError("no address")
        for family, kind, protocol, _, place in socket.getaddrinfo(
            self.host, self.port, type=socket.SOCK_STREAM
        ):
            address = as_address(str(place[0]).partition("%")[0])
            if address is None or refusal(self.host, address, self._allowed):
                raise AddressRefusedError
            found = socket.socket(family, kind, protocol)
            try:
                found.settimeout(_CONNECT_SECONDS)
                found.connect(place)
            except OSError as error:
                found.close()
                last = error
                continue
            return found
        raise last
