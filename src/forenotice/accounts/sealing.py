"""Secrets at rest: sealed with the newest key, opened with any key still known."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from forenotice.accounts.errors import SealBrokenError


def sealing_key(secret_key: str) -> str:
    """A Fernet key that follows from any secret key, so that people may write what they like."""
    return base64.urlsafe_b64encode(
        hashlib.sha256(b"forenotice sealing " + secret_key.encode()).digest()
    ).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FORENOTICE_SECRET_KEYS])


def seal(secret: str) -> str:
    """The secret encrypted with the first of the configured keys, as text."""
    return _keys().encrypt(secret.encode()).decode()


def is_kept(sealed: str, secret: str) -> bool:
    """Whether that is this very secret, sealed with the newest key; of a lost key, nothing is kept."""
    if not sealed or not secret:
        return sealed == secret
    try:
        return Fernet(settings.FORENOTICE_SECRET_KEYS[0]).decrypt(sealed.encode()).decode() == secret
    except InvalidToken:
        return False


def seal_anew(sealed: str) -> str:
    """The same secret sealed with the newest key, as it is when it has that already.

    Raise :class:`SealBrokenError` as :func:`unseal` does.
    """
    try:
        Fernet(settings.FORENOTICE_SECRET_KEYS[0]).decrypt(sealed.encode())
    except InvalidToken:
        return seal(unseal(sealed))
    return sealed


def unseal(sealed: str) -> str:
    """The secret again; raise :class:`SealBrokenError` when none of the configured keys opens it."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBrokenError(
            "A stored secret cannot be opened. Restore the key that sealed it (FORENOTICE_SECRET_KEY), "
            "or apply the blueprint again with the secret at hand."
        ) from None
