"""Short words for how a subscription stands, as an owner reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.ledger.states import Standing

STANDING_WORDS: dict[str, Promise] = {
    Standing.ACTIVE: _("active"),
    Standing.TRIALING: _("on trial"),
    Standing.PAST_DUE: _("payment overdue"),
    Standing.PAUSED: _("paused"),
    Standing.CANCELLED: _("cancelled"),
    Standing.ENDED: _("ended"),
}
STANDING_BADGES: dict[str, str] = {
    Standing.ACTIVE: "good",
    Standing.TRIALING: "own",
    Standing.PAST_DUE: "bad",
    Standing.PAUSED: "waiting",
}


def standing(value: str) -> tuple[str, str]:
    """How it stands in a word, and how that is marked."""
    return str(STANDING_WORDS.get(value, value)), STANDING_BADGES.get(value, "")
