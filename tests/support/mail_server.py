"""aiosmtpd on loopback: the protocol as somebody else understood it, with private lines and passwords."""

import asyncio
import ssl
import threading
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.certificates import Certificate


class MailServer:
    """Takes every message, in a thread of its own, while the `with` block lasts.

    `security` is none, starttls or tls, as in the settings of an email channel; with `credentials` nobody
    may send without signing in.
    """

    def __init__(
        self,
        *,
        security: str = "none",
        certificate: Certificate | None = None,
        credentials: tuple[str, str] | None = None,
        has_utf8: bool = True,
    ) -> None:
        self.security = security
        self.certificate = certificate
        self.credentials = credentials
        self.has_utf8 = has_utf8
        self.envelopes: list[Envelope] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings of an email channel to this server; the password is a secret and not among them."""
        settings: dict[str, Any] = {"host": "localhost", "port": self.port, "security": self.security}
        if self.certificate is not None:
            settings["ca_file"] = str(self.certificate.ca_file)
        if self.credentials is not None:
            settings["username"] = self.credentials[0]
        return settings | {"timeout_seconds": 5} | more

    @property
    def contents(self) -> list[bytes]:
        """The messages that arrived, with CRLF."""
        return [bytes(envelope.original_content or b"") for envelope in self.envelopes]

    def __enter__(self) -> "MailServer":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's hook: a message came."""
        self.envelopes.append(envelope)
        return "250 2.0.0 Ok: queued as AIO1"

    async def _listen(self) -> None:
        tls = self._tls()
        self._server = await self._loop.create_server(
            self._protocol, "127.0.0.1", 0, ssl=tls if self.security == "tls" else None
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        for one in asyncio.all_tasks():
            if one is not asyncio.current_task():
                one.cancel()
        await asyncio.sleep(0)

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            hostname="test.example",
            enable_SMTPUTF8=self.has_utf8,
            tls_context=self._tls() if self.security == "starttls" else None,
            require_starttls=self.security == "starttls",
            authenticator=self._sign_in,
            auth_required=self.credentials is not None,
            auth_require_tls=self.security == "starttls",
            loop=self._loop,
        )

    def _tls(self) -> ssl.SSLContext | None:
        if self.certificate is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate.certificate_file, self.certificate.key_file)
        return context

    def _sign_in(self, *arguments: Any) -> AuthResult:
        offered = arguments[-1]
        is_right = (
            isinstance(offered, LoginPassword)
            and self.credentials is not None
            and (offered.login.decode(), offered.password.decode()) == self.credentials
        )
        return AuthResult(success=is_right, handled=False)
