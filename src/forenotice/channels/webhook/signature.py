"""Signatures of Standard Webhooks 1.0: made, and checked as a receiver would. Pure.

The signed words are ``id.timestamp.body``, so that nobody can change one of them, or repeat all three later.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from forenotice.channels.errors import ChannelError
from forenotice.channels.webhook.keys import Secret, key_of

TOLERANCE_SECONDS = 300


class SignatureRefusedError(ChannelError):
    """What came was not signed with the secret, or not just now; the sentence says which."""


class Signer:
    """Signs with every secret that is in force, so that receivers change in their own time."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._keys = [(key_of(secret.text), secret.until) for secret in secrets]

    def sign(self, message_id: str, at: datetime, body: bytes) -> str:
        """The words of ``webhook-signature``; `at` also goes into ``webhook-timestamp``, in whole seconds."""
        signed = b"%b.%d.%b" % (message_id.encode(), int(at.timestamp()), body)
        keys = [key for key, until in self._keys if until is None or at < until]
        return " ".join(f"v1,{b64encode(_mac(key, signed)).decode()}" for key in keys)


def verify(*, secrets: Iterable[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """Return the ``webhook-id`` of what came if it was signed just now with one of `secrets`.

    `body` is what came over the line, byte for byte. Raise :class:`SignatureRefusedError`. A receiver keeps
    the id for a while, since the same webhook may come again when its answer was lost.
    """
    given = {name.lower(): value for name, value in headers.items()}
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    message_id, timestamp, signatures = (given.get(name, "") for name in names)
    if not (message_id and timestamp and signatures):
        raise SignatureRefusedError(f"It is not signed: {', '.join(names)} must all be there.")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16):
        raise SignatureRefusedError("Its timestamp is not a number of seconds.")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise SignatureRefusedError("It was not signed within five minutes of now.")
    signed = b"%b.%b.%b" % (message_id.encode(), timestamp.encode(), body)
    given_macs = [one.removeprefix("v1,").encode() for one in signatures.split(" ") if one.startswith("v1,")]
    ours = [b64encode(_mac(key_of(secret), signed)) for secret in secrets]
    # Every pair is compared, so that the time taken tells nothing.
    if not sum(hmac.compare_digest(mine, theirs) for mine in ours for theirs in given_macs):
        raise SignatureRefusedError("Its signature was made with another secret, or it was changed since.")
    return message_id


def _mac(key: bytes, signed: bytes) -> bytes:
    return hmac.digest(key, signed, "sha256")
