"""Secrets of Standard Webhooks 1.0, as their owners know them and as bytes. Pure."""

import binascii
from base64 import b64decode, b64encode
from datetime import datetime
from typing import NamedTuple

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret."""


class Secret(NamedTuple):
    """A secret as its owner knows it, and until when it signs; None for the one that is in force."""

    text: str
    until: datetime | None = None


def key_of(secret: str) -> bytes:
    """The bytes of a secret; raise `ValueError` with a sentence that does not repeat it."""
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(
            f"A secret of a webhook is {PREFIX} and the base64 of {SHORTEST} to {LONGEST} random bytes."
        )
    return key


def secret_of(key: bytes) -> str:
    """A secret as its owner is shown it."""
    return PREFIX + b64encode(key).decode()
