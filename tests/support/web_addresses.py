"""A real web server on loopback that counts who calls, and answers as the test says."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class WebAddress:
    """Answers every GET with `status` while the `with` block lasts; `location` makes it a redirect."""

    def __init__(self, status: int = 200, location: str = "") -> None:
        self.status, self.location = status, location
        self.calls: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answers_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/pulse/secret"

    def __enter__(self) -> "WebAddress":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _answers_of(address: WebAddress) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address.calls.append(self.path)
            self.send_response(address.status)
            if address.location:
                self.send_header("Location", address.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests read the calls, not a log."""

    return Answers
