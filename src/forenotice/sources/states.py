"""The stages of a snapshot and the states of an inbox entry on their way into the ledger."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a snapshot stands. A crash resumes one that is being applied."""

    APPLYING = "applying"
    APPLIED = "applied"
    ABANDONED = "abandoned"


class EntryState(StrEnum):
    """Where an entry of the inbox stands."""

    WAITING = "waiting"
    APPLIED = "applied"
    REJECTED = "rejected"


ENTRY_SENTENCES = {
    EntryState.WAITING: "It is stored, and not understood yet; the next pulse goes on with it.",
    EntryState.APPLIED: "The ledger has what could be understood of it.",
    EntryState.REJECTED: "Nothing of it could be understood.",
}


class About(StrEnum):
    """What the words of an entry tell of. News say only that something changed, and where to look again."""

    MEMBERS = "members"
    PRODUCTS = "products"
    SUBSCRIPTIONS = "subscriptions"
    NEWS = "news"
