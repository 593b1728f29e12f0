"""The kinds of channel, and why one is switched off."""

from enum import StrEnum


class Kind(StrEnum):
    """By what a channel carries messages."""

    MAILBOX = "mailbox"
    EMAIL = "email"
    ANYMAIL = "anymail"
    WEBHOOK = "webhook"
    ZAPIER = "zapier"
    SCRIPT = "script"


MAIL = frozenset({Kind.EMAIL, Kind.ANYMAIL})
"""The kinds that write to mailboxes."""

WEBHOOKS = frozenset({Kind.WEBHOOK, Kind.ZAPIER})
"""The kinds that call a web address."""


class Disabled(StrEnum):
    """Why a channel is switched off."""

    OWNER = "owner"
    GONE = "gone"
    FAILING = "failing"


DISABLED_SENTENCES: dict[Disabled, str] = {
    Disabled.OWNER: "It was switched off by hand.",
    Disabled.GONE: "It answered that it is gone for good (410).",
    Disabled.FAILING: "It failed for days on end.",
}
