"""Short words for how a subscription stands, as an owner reads them."""

from forenotice.entrypoints.console.frame.labels import standing_word
from forenotice.ledger.states import Standing

STANDING_BADGES: dict[str, str] = {
    Standing.ACTIVE: "good",
    Standing.TRIALING: "own",
    Standing.PAST_DUE: "bad",
    Standing.PAUSED: "waiting",
}


def standing(value: str) -> tuple[str, str]:
    """How it stands in a word, and how that is marked."""
    return standing_word(value), STANDING_BADGES.get(value, "")
