"""Return paths that name their message, so that whatever comes back tells of which it is (VERP). Pure.

A return path with a star, ``bounces+*@example.org``, has the name of each message put in its place, signed:
mail from outside can then suppress nobody but whoever the message had gone to.
"""

import hashlib
import hmac
from base64 import b32decode, b32encode
from collections.abc import Iterable, Sequence
from re import IGNORECASE
from re import compile as pattern

from forenotice.channels.errors import ChannelRefusedError
from forenotice.kernel.news import message_name

STAR = "*"
_LONGEST_LOCAL_PART = 64
_NAME_BYTES, _SIGNATURE_BYTES = 20, 5
_TOKEN_LENGTH = (_NAME_BYTES + _SIGNATURE_BYTES) * 8 // 5
_TOKEN = pattern(rf"(?<![a-z0-9])([a-z2-7]{{{_TOKEN_LENGTH}}})(?![a-z0-9])", IGNORECASE)


def check_return_path(return_path: str) -> None:
    """Raise :class:`ChannelRefusedError` where a name cannot be put in the place of the star."""
    local_part, _, domain = return_path.rpartition("@")
    if STAR not in return_path:
        return
    if local_part.count(STAR) != 1 or STAR in domain:
        raise ChannelRefusedError("The setting return_path may hold one star, and before the @ only.")
    before, _, after = local_part.partition(STAR)
    if before[-1:].isalnum() or after[:1].isalnum():
        raise ChannelRefusedError(
            "The star in return_path must be parted from other letters, as in bounces+*@example.org."
        )
    if len(local_part) - 1 + _TOKEN_LENGTH > _LONGEST_LOCAL_PART:
        most = _LONGEST_LOCAL_PART - _TOKEN_LENGTH
        raise ChannelRefusedError(f"The setting return_path has room for {most} letters beside its star.")


def return_path_for(return_path: str, message_id: str, key: str) -> str:
    """The return path of one message; of a message without a name of ours, the star stays away."""
    name = message_name(message_id)
    token = _token(bytes.fromhex(name), key) if name else "0"
    return return_path.replace(STAR, token, 1)


def names_in(addresses: Iterable[str], keys: Sequence[str]) -> list[str]:
    """The names of messages in these return paths, as far as one of the keys has signed them."""
    found: dict[str, None] = {}
    for address in addresses:
        for token in _TOKEN.findall(address):
            raw = b32decode(token.upper())[:_NAME_BYTES]
            if any(hmac.compare_digest(_token(raw, key), token.lower()) for key in keys):
                found[raw.hex()] = None
    return list(found)


def _token(raw: bytes, key: str) -> str:
    signature = hmac.digest(key.encode(), b"return path" + raw, hashlib.sha256)[:_SIGNATURE_BYTES]
    return b32encode(raw + signature).decode().lower()
