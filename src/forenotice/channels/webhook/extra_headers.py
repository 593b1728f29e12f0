"""Headers of an owner's own beside ours, those that are secret among them. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from forenotice.channels.errors import ChannelRefusedError

HEADER = "headers."
"""What the names of secret headers begin with, among a channel's secrets."""

_OURS = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding", "expect"}
    | {"te", "trailer", "upgrade", "keep-alive", "proxy-authorization", "proxy-connection", "cookie"}
)
_MOST_HEADERS, _LONGEST_HEADER = 20, 2000
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")


def headers_of(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, str]:
    """Further headers of each request, those that are secret among them."""
    plain = settings.get("headers", {})
    if not isinstance(plain, Mapping):
        raise ChannelRefusedError("The setting headers must be a table of names and texts.")
    hidden = {name.removeprefix(HEADER): text for name, text in secrets.items() if name.startswith(HEADER)}
    found = {**plain, **hidden}
    if len(found) > _MOST_HEADERS:
        raise ChannelRefusedError(f"The setting headers holds more than {_MOST_HEADERS} of them.")
    if len({name.lower() for name in found}) < len(found) or plain.keys() & hidden.keys():
        raise ChannelRefusedError("The setting headers holds the same header twice.")
    for name, text in found.items():
        if not _HEADER_NAME.fullmatch(name):
            raise ChannelRefusedError(f'The setting headers: "{name}" is no name of a header.')
        if name.lower() in _OURS or name.lower().startswith("webhook-"):
            raise ChannelRefusedError(f"The setting headers: {name} is written by the channel; leave it out.")
        is_plain = isinstance(text, str) and text.isascii() and text.isprintable()
        if not is_plain or not 0 < len(text.strip()) <= _LONGEST_HEADER:
            raise ChannelRefusedError(
                f"The setting headers: {name} must be 1 to {_LONGEST_HEADER} plain characters on a line."
            )
    return found
