"""A DNS server on loopback that knows a few texts."""

from collections.abc import Mapping, Sequence
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Thread
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.resolver import Resolver


class DnsServer:
    """Answers TXT questions; a name whose texts are None is never answered."""

    def __init__(self, texts: Mapping[str, Sequence[str] | None]) -> None:
        known = dict(texts)

        class Answering(BaseRequestHandler):
            def handle(self) -> None:
                raw, line = self.request
                asked = dns.message.from_wire(raw)
                name = asked.question[0].name
                found = known.get(name.to_text(omit_final_dot=True), ())
                if found is None:
                    return
                answer = dns.message.make_response(asked)
                answer.flags |= dns.flags.RA
                if found:
                    quoted = [
                        " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
                        for text in found
                    ]
                    answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", quoted))
                else:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                line.sendto(answer.to_wire(), self.client_address)

        self._server = ThreadingUDPServer(("127.0.0.1", 0), Answering)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def resolver(self) -> Resolver:
        """Somebody who asks nobody but this server."""
        resolver = Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self._server.server_address[1]
        return resolver

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _in_pieces(text: str) -> str:
    """A text as a zone file writes it: no piece of it may be longer than 255 bytes."""
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
