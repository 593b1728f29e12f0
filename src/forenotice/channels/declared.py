"""What an owner wrote among the settings of a channel, of whichever kind. Pure."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from forenotice.channels.errors import ChannelRefusedError


def text_in(settings: Mapping[str, Any], name: str) -> str:
    """A text on one line, empty when it is left out; raise :class:`ChannelRefusedError` for anything else."""
    value = settings.get(name, "")
    if not isinstance(value, str) or not value.isprintable():
        raise ChannelRefusedError(f"The setting {name} must be a text on one line.")
    return value.strip()


def number_in(settings: Mapping[str, Any], name: str, least: int, most: int, default: int) -> int:
    """A whole number within bounds; raise :class:`ChannelRefusedError` for anything else."""
    value = settings.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ChannelRefusedError(f"The setting {name} must be a whole number from {least} to {most}.")
    return value


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, so that nobody listens on the way."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
