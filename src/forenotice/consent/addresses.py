"""What an address is, and when two texts mean the same mailbox. Pure."""

from unicodedata import normalize

import idna

LONGEST = 254


def is_address(text: str) -> bool:
    """Whether mail could be addressed so; servers know of stranger mailboxes than any rule allows."""
    return "@" in text and len(text) <= LONGEST and text.isprintable()


def is_mailbox(text: str) -> bool:
    """Whether it is one address and nothing else: something before the @, something behind it, no gaps."""
    local_part, _, domain = text.rpartition("@")
    return bool(local_part and domain) and " " not in text and is_address(text)


def canonical(address: str) -> str:
    """The form in which addresses are compared: small letters, and the domain as the network knows it."""
    address = address.strip()
    if address.isascii():
        return address.lower()
    local_part, _, domain = normalize("NFC", address).rpartition("@")
    try:
        domain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        domain = domain.casefold()
    return f"{local_part.casefold()}@{domain}"
