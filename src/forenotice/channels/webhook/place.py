"""The web address of an endpoint, as far as its words tell where it leads. Pure."""

import re
from urllib.parse import SplitResult, urlsplit

from forenotice.channels.addresses import SETTING, AllowList, as_address, plain_host, refusal
from forenotice.channels.errors import ChannelRefusedError

_LONGEST_URL = 2000
_URL = re.compile(r"[!-\[\]-~\u00a1-\uffff]+")


def place_of(url: str, allowed: AllowList) -> tuple[str, int]:
    """Host and port of a web address that may be called, as far as its words tell."""
    if not url:
        raise ChannelRefusedError("A webhook needs the web address that it calls: set url.")
    parts = _parts(url)
    if "@" in parts.netloc:
        raise ChannelRefusedError(
            "The setting url may hold no name and password; put them into a header, as a secret."
        )
    if "#" in url:
        raise ChannelRefusedError("The setting url may hold no #; what follows it would never be sent.")
    try:
        host = plain_host(parts.hostname or "")
    except ValueError as error:
        raise ChannelRefusedError(f"The setting url is no web address: {error}.") from None
    address = as_address(host)
    why = refusal(host, address, allowed) if address is not None else ""
    if why or (host == "localhost" and not allowed.names(host)):
        raise ChannelRefusedError(
            f"The setting url leads to a {why or 'loopback'} address. Only whoever runs this instance can "
            f"allow that, with {SETTING}."
        )
    if parts.scheme == "http" and not allowed.names(host):
        raise ChannelRefusedError(
            "The setting url must begin with https://, or everybody on the way could read what is told. "
            f"Whoever runs this instance can allow http for a host of their own, with {SETTING}."
        )
    return host, parts.port or (443 if parts.scheme == "https" else 80)


def _parts(url: str) -> SplitResult:
    """The parts of a web address; what is wrong with it is not repeated, for it may hold a password."""
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme in ("http", "https") and (parts.port or 1) > 0
    except ValueError:
        is_fine = False
    if not is_fine or len(url) > _LONGEST_URL or not _URL.fullmatch(url):
        raise ChannelRefusedError(
            "The setting url must be a web address such as https://crm.example.com/hooks/forenotice."
        )
    return parts
