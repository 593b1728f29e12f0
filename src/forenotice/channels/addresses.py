"""Where we may call: the public internet, and what the operator of this instance allows beside it. Pure.

Whoever may declare a webhook chooses what this machine calls. Without these rules it could be made to call
what only this machine reaches: its own services, its network, the keys that its provider hands out.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Self

import idna

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SETTING = "FORENOTICE_WEBHOOK_ALLOW"

_NOT_PUBLIC: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(network), word)
    for word, networks in {
        "unspecified": "0.0.0.0/8 ::/128",
        "private": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
        "shared": "100.64.0.0/10",
        "loopback": "127.0.0.0/8 ::1/128",
        "link-local": "169.254.0.0/16 fe80::/10",
        "multicast": "224.0.0.0/4 ff00::/8",
        "reserved": "192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
        "240.0.0.0/4 2001:db8::/32 3fff::/20",
        # Teredo and the like, and 6to4: an IPv4 address hides inside, and nobody serves webhooks there.
        "translated": "2001::/23 2002::/16 64:ff9b:1::/48",
        # Azure answers its machines' questions at this public address.
        "provider's": "168.63.129.16/32",
    }.items()
    for network in networks.split()
)
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
# IPv4 inside IPv6: as systems write it themselves, and as networks without IPv4 reach it (RFC 6052).
_MAPPED = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")


class AllowList:
    """Hosts, addresses and networks that the operator allows though they are not public."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        """Raise `ValueError`, with a sentence, for an entry that is none of the three."""
        self._hosts: set[str] = set()
        self._networks: list[Network] = []
        for entry in entries:
            try:
                self._networks.append(ipaddress.ip_network(entry))
            except ValueError:
                if "/" in entry:
                    raise ValueError(f'"{entry}" is not a network such as 10.1.0.0/16') from None
                self._hosts.add(plain_host(entry))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The list as the setting writes it, parted by commas."""
        return cls(entry.strip() for entry in text.split(",") if entry.strip())

    def names(self, host: str) -> bool:
        """Whether that host stands in the list, by its name or as an address."""
        if host in self._hosts:
            return True
        address = as_address(host)
        return address is not None and self.holds(address)

    def holds(self, address: Address) -> bool:
        """Whether that address, or a network around it, stands in the list."""
        return any(address in network for network in self._networks)


def refusal(host: str, address: Address, allowed: AllowList) -> str:
    """Why a connection to `address`, which `host` led to, may not be made; nothing when it may."""
    address = _unmapped(address)
    if allowed.names(host) or allowed.holds(address):
        return ""
    for network, word in _NOT_PUBLIC:
        if address in network:
            return word
    return "" if address.version == 4 or address in _PUBLIC_V6 else "reserved"


def plain_host(text: str) -> str:
    """A host as it is looked up: small letters, ASCII, an address without brackets. Raise `ValueError`.

    Systems also read ``2130706433``, ``0x7f.1`` and ``0177.0.0.1`` as addresses. These are refused, so that
    what a person reads is what is called.
    """
    host = text.strip().removesuffix(".").lower()
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError:
            raise ValueError(f'"{text}" is not a name that a host can have') from None
    address = as_address(host)
    if address is not None:
        return str(address)
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise ValueError(f'"{text}" is not an address; write four plain numbers such as 192.0.2.7')
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(f'"{text}" is not a host')
    return host


def as_address(host: str) -> Address | None:
    """The address that a host is, if it is one."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _unmapped(address: Address) -> Address:
    """The IPv4 address inside, where there is one that the connection would really go to."""
    if isinstance(address, ipaddress.IPv6Address) and any(address in network for network in _MAPPED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
