"""How a line to the server is opened: connecting, privacy, greeting, signing in.

All of it is waiting for the server, so it runs in threads of its own, beside the lines in use.
"""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forenotice.channels.calling import call
from forenotice.channels.email.replies import Reply
from forenotice.channels.email.settings import EmailSettings, Security
from forenotice.channels.email.transaction import Features
from forenotice.channels.errors import ChannelError
from forenotice.channels.servers import ServerRefusedError
from forenotice.channels.words import shorten


class LineDownError(ChannelError):
    """No line could be opened, for a reason that is nobody's in particular; the whole channel has to wait.

    ``said`` are the server's own words, and ``is_signing_in`` tells that all went well until we signed in.
    """

    def __init__(self, code: str, detail: str, said: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.said = said
        self.is_signing_in = False


@dataclass(frozen=True, slots=True)
class Dialled:
    """A line on which somebody may send. ``sock`` is the line itself; closing ``smtp`` closes it."""

    smtp: smtplib.SMTP
    sock: socket.socket
    features: Features


def dial(settings: EmailSettings) -> Dialled:
    """Open a line and sign in; raise :class:`LineDownError`."""
    context = _context(settings)
    smtp: smtplib.SMTP | None = None
    is_signing_in = False
    try:
        smtp = _connect(settings, context)
        _introduce(smtp, settings, context)
        is_signing_in = True
        sock = _sign_in(smtp, settings)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        if smtp is not None:
            smtp.close()
        fault = _explain(error, settings)
        fault.is_signing_in = is_signing_in
        raise fault from error
    features = Features(
        has_pipelining=smtp.has_extn("pipelining"),
        has_size=smtp.has_extn("size"),
        has_utf8=smtp.has_extn("smtputf8"),
    )
    return Dialled(smtp, sock, features)


def _connect(settings: EmailSettings, context: ssl.SSLContext | None) -> smtplib.SMTP:
    # smtplib would else ask the DNS for this machine's name, which can take seconds.
    name = settings.local_hostname or "localhost"
    if settings.security is Security.TLS and context is not None:
        return _Private(settings, name, context)
    return _Plain(settings, name)


class _Plain(smtplib.SMTP):
    """Calls only where the operator allows."""

    def __init__(self, settings: EmailSettings, name: str) -> None:
        self._allowed = settings.allowed
        super().__init__(settings.host, settings.port, name, timeout=settings.timeout_seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return call(host, port, timeout, self._allowed)


class _Private(smtplib.SMTP_SSL):
    """The same over TLS from the beginning, which is for the name and not for the address."""

    def __init__(self, settings: EmailSettings, name: str, context: ssl.SSLContext) -> None:
        self._allowed, self._tls = settings.allowed, context
        super().__init__(
            settings.host, settings.port, name, timeout=settings.timeout_seconds, context=context
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> ssl.SSLSocket:
        line = call(host, port, timeout, self._allowed)
        return self._tls.wrap_socket(line, server_hostname=host)


def _introduce(smtp: smtplib.SMTP, settings: EmailSettings, context: ssl.SSLContext | None) -> None:
    if not settings.local_hostname and smtp.sock is not None:
        smtp.local_hostname = _literal(smtp.sock)
    smtp.ehlo_or_helo_if_needed()
    if settings.security is Security.STARTTLS:
        smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()


def _sign_in(smtp: smtplib.SMTP, settings: EmailSettings) -> socket.socket:
    if settings.username:
        smtp.login(settings.username, settings.password)
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("The line was closed while we signed in.")
    return smtp.sock


def _literal(sock: socket.socket) -> str:
    """This machine's own address, as machines without a name introduce themselves (RFC 5321, 4.1.3)."""
    address = str(sock.getsockname()[0])
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _context(settings: EmailSettings) -> ssl.SSLContext | None:
    if settings.security is Security.NONE:
        return None
    try:
        changed = Path(settings.ca_file).stat().st_mtime_ns if settings.ca_file else 0
        return _read_context(settings.ca_file, changed)
    except (OSError, ssl.SSLError) as error:
        raise LineDownError("ca_file", f"The certificates in {settings.ca_file} cannot be read.") from error


@lru_cache(maxsize=16)
def _read_context(ca_file: str, changed: int) -> ssl.SSLContext:  # noqa: ARG001 (a changed file is read anew)
    """Certificates are always checked, against the owner's own authority if there is one.

    Reading the authorities of a whole system takes 20 ms and more, much longer than opening a line.
    """
    return ssl.create_default_context(cafile=ca_file or None)


def _explain(error: Exception, settings: EmailSettings) -> LineDownError:
    where = f"{settings.host}:{settings.port}"
    match error:
        case smtplib.SMTPAuthenticationError():
            code, words = _said(error)
            return LineDownError(code, f"{where} refuses the user name or the password: {words}", words)
        case smtplib.SMTPResponseException():
            code, words = _said(error)
            return LineDownError(code, f"{where} does not let us in: {words}", words)
        case smtplib.SMTPNotSupportedError() if (
            settings.security is Security.STARTTLS and not settings.username
        ):
            return LineDownError("tls", f"{where} offers no STARTTLS; try security tls, or another port.")
        case smtplib.SMTPNotSupportedError():
            return LineDownError("features", f"{where} does not offer what is set: {shorten(str(error))}")
        case ssl.SSLCertVerificationError():
            return LineDownError(
                "tls", f"The certificate of {where} is not to be trusted: {error.verify_message}."
            )
        case ssl.SSLError():
            return LineDownError(
                "tls", f"No private line to {where} ({error.reason}); check security and port."
            )
        case smtplib.SMTPServerDisconnected():
            return LineDownError("hang-up", f"{where} hung up before we could sign in.")
        case ServerRefusedError():
            return LineDownError("not-allowed", str(error))
        case TimeoutError():
            return LineDownError("silence", f"{where} did not answer in time.")
        case socket.gaierror():
            return LineDownError("connect", f"The name {settings.host} is not known; check host.")
        case UnicodeError():
            return LineDownError("sign-in", "The user name or password holds letters that SMTP cannot carry.")
        case OSError():
            return LineDownError("connect", f"{where} cannot be reached: {error.strerror or error}.")
    return LineDownError("connect", f"{where} cannot be used: {shorten(str(error))}")


def _said(error: smtplib.SMTPResponseException) -> tuple[str, str]:
    text = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
    reply = Reply(error.smtp_code, text.replace(b"\n", b" "))
    return reply.full_code, reply.detail("")
