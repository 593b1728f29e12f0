"""What the enhanced status codes of mail servers mean for an address (RFC 3463, 7505). Pure."""

from re import compile as pattern

_NO_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""About the address itself: unknown, no such host, misspelt, moved, takes no mail."""

_CODE = pattern(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")


def says_no_mailbox(code: str) -> bool:
    """Whether there is no such mailbox, for good. What a policy refuses, another day may take."""
    return code in _NO_MAILBOX


def code_in(text: str) -> str:
    """The first enhanced code in a text, or an empty text; a part of a network address is none."""
    found = _CODE.search(text)
    return found[1] if found else ""
