"""The kinds of channel. A channel has no states: it is declared, and then there."""

from enum import StrEnum


class Kind(StrEnum):
    """By what a channel carries messages."""

    MAILBOX = "mailbox"
    EMAIL = "email"
