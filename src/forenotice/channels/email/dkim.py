"""Signatures that tell receivers whose words these are (DKIM: RFC 6376; Ed25519: RFC 8463).

Header and body are canonicalised the relaxed way, which survives the small repairs that servers make.
From is signed once more than it occurs, so that nobody can put a second one on top.
"""

import hashlib
from binascii import b2a_base64
from collections.abc import Callable
from functools import lru_cache
from re import compile as pattern

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from forenotice.channels.errors import ChannelRefusedError

SIGNED = frozenset(
    {b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"mime-version", b"content-type"}
    | {b"content-transfer-encoding", b"auto-submitted", b"list-id", b"list-unsubscribe"}
    | {b"list-unsubscribe-post"}
)
"""The headers that a signature covers when they are there (RFC 6376, 5.4.1 and RFC 8058, 4)."""

_LABELS = pattern(r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?)*")

_LEAST_BITS = 1024
_PADDING, _DIGEST = PKCS1v15(), SHA256()


class Signer:
    """Signs for one domain with one key. Two of them, one per kind of key, may sign the same message."""

    __slots__ = ("_algorithm", "_domain", "_key", "_selector", "_signed", "_start")

    def __init__(self, *, domain: str, selector: str, key: str) -> None:
        """`key` is an unencrypted private key in PEM, RSA or Ed25519; raise :class:`ChannelRefusedError`."""
        for name, value in (("domain", domain), ("selector", selector)):
            if not _LABELS.fullmatch(value):
                raise ChannelRefusedError(
                    f"dkim.{name} must be a name as it stands in the DNS, such as mail."
                )
        self._domain = domain.encode("ascii")
        self._selector = selector.encode("ascii")
        self._key = _load(key)
        self._algorithm, self._signed = _way_to_sign(self._key)
        # The value is written as it looks once canonicalised: one space where the line is folded.
        self._start = b"v=1; a=%b; c=relaxed/relaxed;\r\n d=%b; s=%b; t=" % (
            self._algorithm,
            self._domain,
            self._selector,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signer) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[bytes, bytes, object]:
        return self._domain, self._selector, self._key.public_key()

    def sign(self, headers: bytes, body: bytes, *, at: int, is_tidy: bool = False) -> bytes:
        """The DKIM-Signature header, ended, to be put above `headers`.

        `headers` are whole lines and `body` what follows the empty line, both with CRLF; `at` is the moment
        of signing in seconds since 1970. `is_tidy` says that the body has no tabs, no two blanks together and
        none that ends a line, as `build_mime` makes it: looking for them takes longer than the digest.
        """
        names, lines = _canonical_headers(headers)
        canonical = _without_last_lines(body) if is_tidy else _canonical_body(body)
        digest = b2a_base64(hashlib.sha256(canonical).digest(), newline=False)
        value = b"%b%d;\r\n h=%b;\r\n bh=%b;\r\n b=" % (self._start, at, _listed(tuple(names)), digest)
        lines.append(b"dkim-signature:" + value.replace(b"\r\n", b""))
        signature = b2a_base64(self._signed(b"".join(lines)), newline=False)
        return b"DKIM-Signature: %b%b\r\n" % (value, b"\r\n ".join(_pieces(signature)))


def _way_to_sign(key: RSAPrivateKey | Ed25519PrivateKey) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The algorithm's name, and how a signature is made with `key`."""
    if isinstance(key, RSAPrivateKey):
        return b"rsa-sha256", lambda content: key.sign(content, _PADDING, _DIGEST)
    # Ed25519 signs the digest (RFC 8463, 3).
    return b"ed25519-sha256", lambda content: key.sign(hashlib.sha256(content).digest())


def _load(pem: str) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ChannelRefusedError(
            "The secret dkim.key must be a private key in PEM, RSA or Ed25519, without a passphrase."
        ) from None
    if isinstance(key, RSAPrivateKey):
        if key.key_size < _LEAST_BITS:
            raise ChannelRefusedError(
                "The RSA key in dkim.key is too short to be believed; make one of 2048 bits."
            )
        return key
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise ChannelRefusedError("The secret dkim.key must be an RSA or an Ed25519 key.")


def _canonical_headers(headers: bytes) -> tuple[list[bytes], list[bytes]]:
    """The names to sign and the relaxed lines (RFC 6376, 3.4.2), in the order in which they are signed."""
    names: list[bytes] = []
    lines: list[bytes] = []
    unfolded = headers.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    for line in unfolded.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        name = name.strip().lower()
        if colon and name in SIGNED:
            names.append(name)
            # Splitting at any space is ten times as fast as a regular expression, and the same here: other
            # kinds of space than these two never stand in a header unencoded.
            lines.append(b"%b:%b\r\n" % (name, b" ".join(value.split())))
    # A header that occurs more often is signed from the last one upward (RFC 6376, 5.4.2).
    names.reverse()
    lines.reverse()
    names.append(b"from")
    return names, lines


def _canonical_body(body: bytes) -> bytes:
    """The relaxed body (RFC 6376, 3.4.4)."""
    body = body.replace(b"\t", b" ")
    # Halving the runs of spaces again and again is ten times as fast as a regular expression over the body.
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    return _without_last_lines(body.replace(b" \r\n", b"\r\n"))


def _without_last_lines(body: bytes) -> bytes:
    """The body ended once, however many empty lines it ends with; an empty one stays so."""
    if body.endswith(b"\r\n") and body[-4:-2] != b"\r\n" and len(body) > 2:
        return body
    while body.endswith(b"\r\n"):
        body = body[:-2]
    return body and body + b"\r\n"


@lru_cache(maxsize=64)
def _listed(names: tuple[bytes, ...]) -> bytes:
    """The names of the signed headers, five on a line."""
    return b":\r\n ".join([b":".join(names[at : at + 5]) for at in range(0, len(names), 5)])


def _pieces(text: bytes) -> list[bytes]:
    return [text[at : at + 72] for at in range(0, len(text), 72)]
