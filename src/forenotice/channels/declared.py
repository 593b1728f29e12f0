"""What an owner wrote among the settings of a channel, of whichever kind. Pure."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from forenotice.channels.addresses import AllowList
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.servers import ServerRefusedError, refuse_by_its_name


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


def refuse_server(host: str, allowed: AllowList | None) -> None:
    """Raise :class:`ChannelRefusedError` for a server where the operator lets nobody call."""
    try:
        refuse_by_its_name(host, allowed)
    except ServerRefusedError as error:
        raise ChannelRefusedError(str(error)) from None
